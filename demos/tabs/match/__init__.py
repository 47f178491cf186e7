"""The Match page: two encoders, one space."""

import gradio as gr

from demos.tabs.match import clip, image_tagging, imagebind, recipe_retrieval, soundnet


def page() -> None:
    """Draws the page."""
    with gr.Tabs():
        image_tagging.tab()
        recipe_retrieval.tab()
        clip.tab()
        imagebind.tab()
        soundnet.tab()
