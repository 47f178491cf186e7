"""A page with the picture input alone, for the browser tests."""

import gradio as gr

from demos.picture import picture_input


def draw() -> None:
    """The input, and the scene's text that it hands to every tab."""
    given = picture_input()
    shown = gr.Textbox(label="scene", elem_id="scene-text")
    given.scene.change(lambda text: text, given.scene, shown)
