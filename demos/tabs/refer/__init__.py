"""The Refer page: one modality says where to look in the other."""

import gradio as gr

from demos.tabs.refer import sound_localisation, speech_separation


def page() -> None:
    """Draws the page."""
    with gr.Tabs():
        sound_localisation.tab()
        speech_separation.tab()
