"""The Caption page: pictures in, sentences out."""

import gradio as gr

from demos.tabs.caption import captioning


def page() -> None:
    """Draws the page."""
    with gr.Tabs():
        captioning.tab()
