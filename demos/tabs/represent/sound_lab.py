"""The Sound Lab's shared input and frame controls: one sound, looked at by five tasks.

A handler gets a recording's path (or None) and an example's key; the recording wins. Nothing is kept between calls but
a few decoded sounds, so that a link or an API call says everything.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import gradio as gr
from gradio.components import Component

from demos.language import label, label_of
from demos.views.facts_view import FactsView, facts
from demos.views.packing import Payload
from mm_models.audio.examples import EXAMPLES, example
from mm_models.audio.stft import StftConfig
from mm_models.intake.errors import InputError
from mm_models.intake.limits import SoundLimits
from mm_models.intake.sound import Sound, read_sound
from mm_models.text import Text

SAMPLE_RATE = 16_000  # Hz: what speech and sound networks read
LIMITS = SoundLimits(max_seconds=10.0)
FIRST_EXAMPLE = "speech-en"
RUN = "() => mmxRun()"
UNPICK = f"(recording, example) => recording ? null : example ?? '{FIRST_EXAMPLE}'"

WINDOWS: dict[str, Text] = {
    "hann": Text("Hann", "한"),
    "hamming": Text("Hamming", "해밍"),
    "blackman": Text("Blackman", "블랙맨"),
    "rectangular": Text("Rectangular", "사각"),
}
TOO_MANY_FRAMES = Text(
    "So small a hop with so large an FFT makes too many numbers for this sound: raise the hop or choose a smaller FFT.",
    "이 소리에는 홉이 너무 짧고 FFT가 너무 커서 숫자가 지나치게 많아집니다. 홉을 늘리거나 더 작은 FFT를 고르세요.",
)
FFT_SIZES = ("256", "512", "1024", "2048", "4096")


@dataclass(frozen=True)
class SoundInput:
    """The components that hold the sound; `inputs` go first into every handler."""

    recording: gr.Audio
    example: gr.Radio

    @property
    def inputs(self) -> dict[str, Component]:
        return {"recording": self.recording, "example": self.example}


def sound_input() -> SoundInput:
    """Draws the input: record, drop a file, or pick an example. A new sound presses Run in the tab on the screen."""
    with gr.Row(elem_classes=["mmx-sound-input", "part-input"]):
        recording = gr.Audio(
            label=label("Your sound: record or drop a file", "내 소리: 녹음하거나 파일을 놓으세요"),
            sources=["upload", "microphone"],
            type="filepath",
            buttons=[],
            scale=2,
            min_width=300,
        )
        picked = gr.Radio(
            [(label_of(each.title), each.key) for each in EXAMPLES],
            value=FIRST_EXAMPLE,
            label=label("Or an example, made by this project", "또는 이 프로젝트가 만든 예"),
            elem_classes="mmx-examples",
            scale=3,
            min_width=300,
        )
    # One of the two is chosen: a recording takes the mark off the example, and removing it puts the first one back.
    chosen = recording.input(None, [recording, picked], picked, js=UNPICK)
    chosen.then(None, None, None, js=RUN)
    cleared = picked.input(None, None, recording, js="() => null")
    cleared.then(None, None, None, js=RUN)
    return SoundInput(recording, picked)


@lru_cache(maxsize=8)
def _decoded(path: str, modified_ns: int, size: int) -> Sound:
    """The sound of a file as it was at that moment; a failure is not remembered."""
    return read_sound(path, limits=LIMITS, target_rate=SAMPLE_RATE)


def sound_of(recording: str | None, example_key: str | None) -> Sound:
    """The recording if there is one, else the example; raises `InputError` with a sentence for the person."""
    if recording:
        stat = Path(recording).stat()
        return _decoded(recording, stat.st_mtime_ns, stat.st_size)
    return _example_sound(example_key or FIRST_EXAMPLE)


@lru_cache(maxsize=32)
def _example_sound(key: str) -> Sound:
    made = example(key)
    waveform = made.make()
    return Sound(
        waveform=waveform, sample_rate=SAMPLE_RATE, source_rate=SAMPLE_RATE, channels=1, notes=(made.origin,)
    )


def notes_view() -> FactsView:
    """What was done to the sound on its way in."""
    return FactsView(Text("The sound", "소리"))


def sound_facts(sound: Sound) -> Payload:
    """Length, rate and what was done to the sound, for `notes_view`."""
    seconds = len(sound.waveform) / sound.sample_rate
    rows = [
        (Text("Length", "길이"), f"{seconds:.2f} s", None),
        (Text("Samples", "표본"), f"{len(sound.waveform):,} × {sound.sample_rate:,} Hz", None),
        *((Text("Note", "참고"), "", note) for note in sound.notes),
    ]
    return facts(rows)


@dataclass(frozen=True)
class FrameControls:
    """The components that say how a sound is cut into frames."""

    window: gr.Radio
    window_ms: gr.Slider
    hop_ms: gr.Slider
    n_fft: gr.Dropdown

    @property
    def inputs(self) -> dict[str, Component]:
        return {
            "window": self.window,
            "window_ms": self.window_ms,
            "hop_ms": self.hop_ms,
            "n_fft": self.n_fft,
        }

    @property
    def all(self) -> list[Component]:
        return list(self.inputs.values())


def frame_controls() -> FrameControls:
    """Draws window, its length, hop and FFT size; the lecture's 25 ms and 10 ms to begin with."""
    with gr.Row():
        window = gr.Radio(
            [(label_of(title), name) for name, title in WINDOWS.items()],
            value="hann",
            label=label("Window", "창 함수"),
            min_width=280,
        )
        window_ms = gr.Slider(
            2, 200, value=25, step=1, label=label("Window length (ms)", "창 길이 (ms)"), min_width=200
        )
        hop_ms = gr.Slider(1, 50, value=10, step=1, label=label("Hop (ms)", "홉 (ms)"), min_width=160)
        n_fft = gr.Dropdown(
            [(label("auto", "자동"), "auto"), *((size, size) for size in FFT_SIZES)],
            value="auto",
            label=label("FFT size", "FFT 크기"),
            min_width=120,
        )
    return FrameControls(window, window_ms, hop_ms, n_fft)


def stft_config(window: str, window_ms: float, hop_ms: float, n_fft: str, samples: int = 1) -> StftConfig:
    """The frame controls' values as a configuration for a sound of `samples` samples.

    Raises `InputError` where they do not fit together or would make more numbers than memory should hold.
    """
    size = None if n_fft == "auto" else int(n_fft)
    window_samples = round(SAMPLE_RATE * window_ms / 1000)
    if size is not None and size < window_samples:
        raise InputError(
            "fft-shorter-than-window",
            Text(
                f"An FFT of {size} samples is shorter than the window of {window_samples}: choose a larger FFT or a shorter window.",
                f"FFT 크기 {size}이(가) 창 길이 {window_samples} 표본보다 짧습니다. 더 큰 FFT나 더 짧은 창을 고르세요.",
            ),
        )
    config = StftConfig.from_milliseconds(
        SAMPLE_RATE, window=window, window_ms=window_ms, hop_ms=hop_ms, n_fft=size
    )
    try:
        config.frames(samples)
    except ValueError as error:
        raise InputError("too-many-frames", TOO_MANY_FRAMES) from error
    return config


def sound_lines(recording: str | None, example: str) -> str:
    """The Python that gets the same sound; a recording's own path stays private."""
    if recording:
        return (
            "from mm_models.intake.sound import read_sound\n\n"
            f'waveform = read_sound("your-recording.wav", target_rate={SAMPLE_RATE}).waveform'
        )
    return f"from mm_models.audio.examples import example\n\nwaveform = example({example!r}).make()"
