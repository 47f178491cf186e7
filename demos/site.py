"""Builds all pages and launches them."""

# First, because `spaces` must be imported before CUDA is initialised.
from demos import zero  # isort: skip  # noqa: F401

import os
import sys
from typing import Any

import gradio as gr
from gradio.context import Context, set_render_context

from demos import shell
from demos.catalogue import PAGE_TITLES, Page
from demos.header import TITLE, header
from demos.language import translations
from demos.memory import return_freed_memory
from demos.options import Options
from demos.pages import home, listed_pages, models
from demos.tabs import caption, match, refer, represent
from mm_models import registry

# Pages other than Home, in the bar's order; a page is drawn only when it is listed.
DRAWN = {
    Page.REPRESENT: represent.page,
    Page.MATCH: match.page,
    Page.CAPTION: caption.page,
    Page.REFER: refer.page,
    Page.MODELS: models.page,
}
MAX_UPLOAD = "20mb"
# Gradio's colours, by the variables of `page.css`.
COLOURS = {
    "body_background_fill": "var(--mmx-paper)",
    "body_text_color": "var(--mmx-ink)",
    "body_text_color_subdued": "var(--mmx-soft)",
    "background_fill_primary": "var(--mmx-paper)",
    "background_fill_secondary": "var(--mmx-tint)",
    "border_color_primary": "var(--mmx-line)",
    "block_background_fill": "var(--mmx-paper)",
    "block_border_color": "var(--mmx-line)",
    "block_label_background_fill": "var(--mmx-paper)",
    "block_label_border_color": "var(--mmx-line)",
    "block_label_text_color": "var(--mmx-soft)",
    "block_title_text_color": "var(--mmx-soft)",
    "input_background_fill": "var(--mmx-tint)",
    "input_border_color": "var(--mmx-line)",
    "checkbox_label_background_fill": "var(--mmx-tint)",
    "checkbox_label_background_fill_hover": "var(--mmx-line)",
    "checkbox_label_background_fill_selected": "var(--mmx-tint)",
    "checkbox_label_text_color": "var(--mmx-ink)",
    "checkbox_background_color_selected": "var(--mmx-accent)",
    "checkbox_border_color_selected": "var(--mmx-accent)",
    "slider_color": "var(--mmx-accent)",
    "button_primary_background_fill": "var(--mmx-accent)",
    "button_primary_background_fill_hover": "var(--mmx-accent)",
    "button_primary_text_color": "var(--mmx-accent-ink)",
    "button_secondary_background_fill": "var(--mmx-tint)",
    "button_secondary_background_fill_hover": "var(--mmx-line)",
    "button_secondary_text_color": "var(--mmx-ink)",
    "table_border_color": "var(--mmx-line)",
}
CACHE_SECONDS = (3600, 3600)  # look every hour for files older than an hour
QUEUE = 64  # visitors who may wait; the next one is told to come back


class Site(gr.Blocks):
    """Pages whose server is made once, by `queue` and `launch`.

    Gradio 6.31 makes the server and the configuration of all pages so far at the end of every page, and throws them away
    when the next one ends: two seconds of the start with six pages. This is its `__exit__` without that.
    """

    def __exit__(self, exc_type: type[BaseException] | None = None, *args: Any) -> None:
        if exc_type is not None:
            super().__exit__(exc_type, *args)
            return
        self.fill_expected_parents()
        set_render_context(self.parent)
        self.default_config.attach_load_events()
        Context.root_block = None
        self.progress_tracking = any(each.tracks_progress for each in self.fns.values())  # type: ignore[assignment]
        self.page = ""
        self.validate_navbar_settings()
        self.exited = True


def build() -> gr.Blocks:
    """Every page of the application, not yet launched."""
    with Site(title=TITLE, delete_cache=CACHE_SECONDS, analytics_enabled=False) as site:
        home.page()
    for page in listed_pages():
        if page is not Page.HOME:
            with site.route(PAGE_TITLES[page].en, page.value):
                header(page, listed_pages())
                DRAWN[page]()
    return site.queue(max_size=QUEUE, default_concurrency_limit=2)


def serve(options: Options, *, block: bool = True) -> gr.Blocks:
    """Launches the application; raises `OSError` when the port is taken, `ValueError` for an unknown system."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    return_freed_memory()
    if options.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    _prepare_models(options)
    site = build()
    site.launch(
        server_name=options.host,
        server_port=options.port,
        max_file_size=MAX_UPLOAD,
        footer_links=["api", "gradio"],
        allowed_paths=[],
        ssr_mode=False,
        show_error=False,
        theme=theme(),
        i18n=translations(),
        app_kwargs={"middleware": shell.middleware(options.language)},
        prevent_thread_lock=not block,
    )
    return site


def _prepare_models(options: Options) -> None:
    """Makes the registry and loads what the policy wants before the first visitor; says what failed and goes on."""
    registry.configure(
        policy=options.policy,
        device=options.device,
        budget_bytes=options.memory_bytes,
        reserve_bytes=options.reserve_bytes,
        offline=options.offline,
        warm=options.warm,
    )
    for key, reason in registry.warm().items():
        print(f"app.py: {key} is not ready: {reason.en}", file=sys.stderr)


def theme() -> gr.themes.Base:
    """Quiet neutrals and one accent; fonts of the visitor's own system, Korean ones included."""
    fonts = [
        "system-ui",
        "-apple-system",
        "Segoe UI",
        "Noto Sans KR",
        "Apple SD Gothic Neo",
        "Malgun Gothic",
        "sans-serif",
    ]
    return gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.gray,
        font=fonts,
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"],
        radius_size=gr.themes.sizes.radius_md,
    ).set(**_both_modes(COLOURS), block_border_width="1px")


def _both_modes(colours: dict[str, str]) -> dict[str, str]:
    """The same variables in light and dark: `page.css` gives them two values."""
    return colours | {f"{name}_dark": value for name, value in colours.items()}
