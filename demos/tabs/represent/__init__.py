"""The Represent page: how each kind of signal becomes numbers."""

import gradio as gr

from demos.language import label
from demos.tabs.represent import back_to_sound, fourier, mel, spectrogram, stft
from demos.tabs.represent.sound_lab import sound_input


def page() -> None:
    """Draws the page: the Sound Lab's one input, and its five tasks."""
    with gr.Column(elem_classes="mmx-lab"):
        gr.Markdown(label("## Sound Lab", "## 소리 실험실"))
        sound = sound_input()
        with gr.Tabs():
            for each in (fourier, stft, spectrogram, mel, back_to_sound):
                each.tab(sound)
