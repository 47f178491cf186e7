"""The Caption page: pictures and clips in, sentences out."""

import gradio as gr

from demos.tabs.caption import captioning, contrastive_captioner, video_captioner


def page() -> None:
    """Draws the page."""
    with gr.Tabs():
        captioning.tab()
        contrastive_captioner.tab()
        video_captioner.tab()
