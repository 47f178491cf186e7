"""The bar above every page: pages, language, theme."""

import gradio as gr

from demos.catalogue import PAGE_TITLES, Page
from demos.language import spans
from mm_models.text import Text

TITLE = "Multimodal Explainer"


def header(current: Page, pages: tuple[Page, ...]) -> None:
    """Draws the bar into the page that is open; only `pages`, those with something on them, are listed."""
    gr.Navbar(visible=False)
    gr.HTML(_markup(current, pages), elem_id="mmx-header", apply_default_css=False, js_on_load=None)


def _markup(current: Page, pages: tuple[Page, ...]) -> str:
    links = "".join(_link(page, current) for page in pages)
    return (
        f'<header class="mmx-bar"><a class="mmx-brand" data-mmx-page href="./">{TITLE}</a>'
        f'<nav aria-label="Pages">{links}</nav>'
        f'<div class="mmx-tools">{_language_button("en", "EN", "English")}'
        f"{_language_button('ko', '한국어', '한국어')}{_theme_button()}</div></header>"
    )


def _link(page: Page, current: Page) -> str:
    here = ' aria-current="page"' if page is current else ""
    return f'<a data-mmx-page href="./{page.value}"{here}>{spans(PAGE_TITLES[page])}</a>'


def _language_button(language: str, short: str, name: str) -> str:
    return f'<button type="button" lang="{language}" data-mmx-language="{language}" title="{name}">{short}</button>'


def _theme_button() -> str:
    words = spans(Text("Light or dark", "밝게 또는 어둡게"))
    icon = (
        '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="10" cy="10" r="7.25" '
        'fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" '
        'fill="currentColor"/></svg>'
    )
    return f'<button type="button" data-mmx-theme>{icon}<span class="mmx-hidden">{words}</span></button>'
