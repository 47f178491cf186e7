"""A page with the picture input alone, for the browser tests: `python -m tests.views.gallery_composer --port 7997`."""

import argparse

import gradio as gr

from demos.language import translations
from demos.picture import picture_input
from demos.shell import middleware


def build() -> gr.Blocks:
    """The input, and the scene's text that it hands to every tab."""
    with gr.Blocks() as blocks:
        given = picture_input()
        shown = gr.Textbox(label="scene", elem_id="scene-text")
        given.scene.change(lambda text: text, given.scene, shown)
    return blocks


def main() -> None:
    """Serves the page until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    app = {"middleware": middleware("en")}
    build().launch(server_port=port, app_kwargs=app, ssr_mode=False, i18n=translations(), quiet=True)


if __name__ == "__main__":
    main()
