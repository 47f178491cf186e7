"""A page with one viewer of every kind, for the browser tests."""

import gradio as gr
import numpy as np

from demos.views.facts_view import FactsView, facts, step
from demos.views.matrix_view import MatrixView, matrix
from demos.views.packing import Payload
from demos.views.player_view import PlayerView, player, stem
from demos.views.plot_view import PlotView, frame, line, plot
from demos.views.signal_view import SignalView, image_track, line_track, overlay, signal, wave_track
from mm_models.text import Text

RATE = 16_000
HOSTILE = '<img src=x onerror="window.hacked = true">'


def tone(hertz: float, seconds: float = 1.5) -> np.ndarray:
    """A sine at a quarter of full scale."""
    return 0.25 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)


def sound(hertz: float, seconds: float = 1.5) -> Payload:
    """A tone with a spectrogram whose largest cell is at its frequency, in the middle."""
    frames = int(seconds * 100)
    levels = np.full((129, frames), -80.0)
    levels[round(hertz / 62.5), frames // 2] = -6.0
    hertz_axis = np.arange(129) * 62.5
    image = image_track(
        HOSTILE,
        levels,
        hop_seconds=0.01,
        y_values=hertz_axis,
        overlays=[overlay("f0", [0, 1], [hertz, hertz])],
    )
    level = line_track(Text("Level", "레벨"), [0.0, seconds], [-10.0, -20.0], "dB")
    return signal(tone(hertz, seconds), RATE, [wave_track(Text("Waveform", "파형")), image, level])


def film() -> Payload:
    """A line that rises frame by frame beside one that stays."""
    x = np.linspace(0, 1, 101)
    frames = [frame(Text(f"step {n}", f"단계 {n}"), {0: (x, n * x)}) for n in range(4)]
    return plot(
        [line(Text("rising", "상승"), x, 0 * x), line(HOSTILE, x, 1 - x, colour=1)],
        x_label=Text("time", "시간"),
        y_label=Text("height", "높이"),
        x_unit="s",
        frames=frames,
        frame_seconds=0.05,
    )


def draw() -> None:
    """The page."""
    lower, empty, broken = gr.Button("lower"), gr.Button("empty"), gr.Button("broken")
    view = SignalView(Text("Sound", "소리"), sound(1000), elem_id="signal")
    picked = gr.Textbox(label="picked", elem_id="picked")
    PlotView(Text("Plot", "그래프"), film(), elem_id="plot")
    table = matrix([[1.0, 2.0, 3.0], [4.0, 9.0, -6.0]], x_label="column", y_label="row")
    grid = MatrixView(
        Text("Matrix", "행렬"), table, elem_id="matrix", empty=Text("No rows.", "행이 없습니다.")
    )
    blue = np.full((2, 8, 8, 3), (30, 30, 220), np.uint8)
    sounds = [stem("loud", tone(500), film=blue), stem(HOSTILE, 0.1 * tone(500), colour=1)]
    PlayerView(Text("Player", "재생기"), player(sounds, RATE), elem_id="player")
    rows = [(Text("hop", "홉"), "10 ms", HOSTILE)]
    FactsView(Text("Facts", "수치"), facts(rows, steps=[step("wave", (24000,))]), elem_id="facts")
    lower.click(lambda: sound(500), None, view)
    empty.click(lambda: (None, None), None, [view, grid])
    broken.click(lambda: {"tracks": [{"type": "none of ours"}]}, None, view)
    view.select(_describe, None, picked)


def _describe(event: gr.EventData) -> str:
    return f"track {event.track} at {event.time:.2f} s, {event.frequency} Hz"
