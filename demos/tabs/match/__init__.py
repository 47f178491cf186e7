"""The Match page: two encoders, one space."""

import gradio as gr

from demos.tabs.match import clip, image_tagging


def page() -> None:
    """Draws the page."""
    with gr.Tabs():
        image_tagging.tab()
        clip.tab()
