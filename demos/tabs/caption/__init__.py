"""The Caption page: pictures and clips in, sentences out."""

import gradio as gr

from demos.tabs.caption import captioning, contrastive_captioner, lrcn_activity, video_captioner


def page() -> None:
    """Draws the page."""
    with gr.Tabs():
        captioning.tab()
        contrastive_captioner.tab()
        lrcn_activity.tab()
        video_captioner.tab()
