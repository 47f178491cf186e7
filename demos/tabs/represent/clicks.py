"""Pointing instead of typing: a click in a figure sets the slider of its x axis."""

import gradio as gr

from demos.tabs.represent.sound_lab import RUN
from demos.views.plot_view import PlotView


def point_at(view: PlotView, slider: gr.Slider, digits: int) -> None:
    """A click in `view` moves `slider` to the place on the x axis, rounded to `digits`, and presses Run."""

    def place(event: gr.SelectData) -> float:
        return round(float(event.value), digits)

    moved = view.select(place, None, slider, api_visibility="private", show_progress="hidden")
    moved.then(None, None, None, js=RUN)
