"""Every gallery of viewers as a page of one application, for the browser tests: `python -m tests.views.galleries --port 7999`."""

import argparse

import gradio as gr

from demos.language import translations
from demos.shell import middleware
from tests.views import (
    gallery,
    gallery_captions,
    gallery_composer,
    gallery_pictures,
    gallery_sound_maps,
    gallery_stories,
)

ROUTES = {
    "captions": gallery_captions.draw,
    "composer": gallery_composer.draw,
    "pictures": gallery_pictures.draw,
    "sound-maps": gallery_sound_maps.draw,
    "stories": gallery_stories.draw,
}


def build() -> gr.Blocks:
    """The signal viewers at `/`, every other gallery at its own address."""
    with gr.Blocks() as pages:
        gallery.draw()
    for address, draw in ROUTES.items():
        with pages.route(address, f"/{address}"):
            draw()
    return pages


def main() -> None:
    """Serves the pages until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    app = {"middleware": middleware("en")}
    build().launch(server_port=port, app_kwargs=app, ssr_mode=False, i18n=translations(), quiet=True)


if __name__ == "__main__":
    main()
