"""The Represent page: how each kind of signal becomes numbers."""

import gradio as gr

from demos.language import label
from demos.tabs.represent import back_to_sound, fourier, listening, mel, spectrogram, stft, tensors, word2vec
from demos.tabs.represent.sound_lab import sound_input


def page() -> None:
    """Draws the page: the Sound Lab, one input with six tasks, and pictures and words beside it."""
    with gr.Tabs():
        with gr.Tab(label("Sound Lab", "소리 실험실"), id="sound-lab", elem_id="tab-sound-lab"):
            sound = sound_input()
            with gr.Tabs():
                for each in (fourier, stft, spectrogram, mel, back_to_sound, listening):
                    each.tab(sound)
        tensors.tab()
        word2vec.tab()
