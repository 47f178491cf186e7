"""What if it is quieter, noisier, farther away or backwards: the same sound changed, and what is heard then."""

from dataclasses import dataclass
from typing import Any

import gradio as gr
import torch
from jaxtyping import Float
from torch import Generator, Tensor

from demos.language import label
from demos.tabs.represent.listening_views import NAMES
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.player_view import player, stem
from demos.views.plot_view import line, plot
from mm_models.audio.augment import ambience, in_room, mixed, room_response, with_gain
from mm_models.audio.decibels import FLOOR_DB
from mm_models.audio.stretch import loudest
from mm_models.hearing.levels import mel_levels, relative
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.audio_backbone.infer import SOUNDS, probabilities
from mm_models.systems.audio_backbone.model import AudioBackbone, Trace
from mm_models.text import Text

QUIETEST_SNR = 40.0  # dB: at this end of the slider there is no noise at all
DRIEST_S = 0.05  # at this end there is no room
SEED = 0
PLAY_SECONDS = 4.0  # saves the visitor's line; the file that one takes has the whole
SWEPT_S = 5.0  # of the sound, for the curves
SNRS_DB = (30.0, 20.0, 10.0, 0.0, -10.0)
GAINS_DB = (0.0, -20.0, -40.0, -60.0, -80.0)
ROWS = 4  # sounds whose probabilities are compared


@dataclass(frozen=True)
class Change:
    """What is done to the sound, in this order."""

    backwards: bool
    room_s: float
    snr_db: float
    gain_db: float


def changed(waveform: Tensor, change: Change) -> Tensor:
    """The sound played backwards, in a room, with noise, at another level."""
    sound = waveform.flip(0) if change.backwards else waveform
    if change.room_s > DRIEST_S:
        sound = in_room(sound, room_response(change.room_s, SAMPLE_RATE, seeded()))
    if change.snr_db < QUIETEST_SNR:
        sound = mixed(sound, ambience_under(sound), change.snr_db)
    return with_gain(sound, change.gain_db).clamp(-1, 1)


def ambience_under(sound: Tensor) -> Tensor:
    """Some place's noise, as long as the sound; always the same place."""
    return ambience(len(sound) / SAMPLE_RATE, SAMPLE_RATE, seeded())[: len(sound)]


def seeded() -> Generator:
    """The same chance every time, so that a link shows what it showed."""
    return Generator().manual_seed(SEED)


def compared_player(waveform: Tensor, other: Tensor) -> Payload:
    """The loudest seconds of both sounds, to be heard in turn."""
    most = round(PLAY_SECONDS * SAMPLE_RATE)
    return player(
        [
            stem(Text("The sound", "원래 소리"), loudest(waveform, most).waveform),
            stem(Text("Changed", "바꾼 소리"), loudest(other, most).waveform, colour=1),
        ],
        SAMPLE_RATE,
    )


def compared_facts(before: Trace, after: Trace) -> Payload:
    """The probabilities of the likeliest sounds before and after."""
    was, now = probabilities(before)[0], probabilities(after)[0]
    order = torch.maximum(was, now).argsort(descending=True)[:ROWS].tolist()
    moved = float((was - now).abs().sum() / 2)
    rows = [(NAMES[SOUNDS[n]], f"{float(was[n]):.1%} → {float(now[n]):.1%}", None) for n in order]
    note = Text("of the probability went to another name", "만큼의 확률이 다른 이름으로 옮겨 갔습니다")
    return facts([*rows, (Text("Moved", "옮겨 간 확률"), f"{moved:.0%}", note)])


@torch.no_grad()
def sweep(model: AudioBackbone, waveform: Tensor, sound: int) -> Payload:
    """How the probability of what was heard falls with noise and with distance from full level."""
    part = waveform[: round(SWEPT_S * SAMPLE_RATE)]
    levels, noise = mel_levels(part), mel_levels(ambience_under(part))
    noises = [added(levels, noise - mean_db(noise) + mean_db(levels) - snr) for snr in SNRS_DB]
    quieter = [(levels + gain).clamp(min=FLOOR_DB) for gain in GAINS_DB]
    device = next(model.parameters()).device
    shares = probabilities(model(relative(torch.stack([*noises, *quieter])).to(device)))[:, sound].cpu()
    name = NAMES[SOUNDS[sound]]
    return plot(
        [
            line(
                Text("ambience, dB over the sound", "주변 소음, 소리 대비 dB"),
                -torch.tensor(SNRS_DB),
                shares[: len(SNRS_DB)],
            ),
            line(
                Text("gain, dB", "음량, dB"),
                torch.tensor(GAINS_DB).flip(0),
                shares[len(SNRS_DB) :].flip(0),
                colour=1,
            ),
        ],
        x_label="dB",
        y_label=Text(f"probability of {name.en}", f"‘{name.ko}’의 확률"),
        y_range=(0.0, 1.0),
    )


def added(
    one: Float[Tensor, "bands frames"], other: Float[Tensor, "bands frames"]
) -> Float[Tensor, "bands frames"]:
    """The level of two sounds together: powers add."""
    return 10 * torch.log10(10 ** (one / 10) + 10 ** (other / 10))


def mean_db(levels: Float[Tensor, "bands frames"]) -> float:
    """The level of the mean power."""
    return float(10 * torch.log10((10 ** (levels / 10)).mean()))


@dataclass(frozen=True)
class Controls:
    """The components that say what is changed; the names appear in the address."""

    gain_db: gr.Slider
    snr_db: gr.Slider
    room_s: gr.Slider
    backwards: gr.Checkbox

    @property
    def inputs(self) -> dict[str, Any]:
        return {
            "gain_db": self.gain_db,
            "snr_db": self.snr_db,
            "room_s": self.room_s,
            "backwards": self.backwards,
        }


def controls() -> Controls:
    """Draws three sliders and a box."""
    with gr.Row():
        return Controls(
            gr.Slider(-80, 20, value=-20, step=5, label=label("Gain (dB)", "음량 (dB)"), min_width=160),
            gr.Slider(
                -10,
                QUIETEST_SNR,
                value=10,
                step=2,
                label=label("Sound over noise (dB); 40: no noise", "소음 대비 소리 (dB), 40은 소음 없음"),
                min_width=200,
            ),
            gr.Slider(
                0, 2, value=0, step=0.1, label=label("Room's echo (s)", "방의 잔향 (초)"), min_width=160
            ),
            gr.Checkbox(False, label=label("Backwards", "거꾸로"), min_width=120),
        )
