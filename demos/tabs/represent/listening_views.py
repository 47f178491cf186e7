"""The listening tab's figures: what was heard, when, and every layer on the way there."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.picture_view import picture, value_map
from demos.views.plot_view import line, plot
from demos.views.signal_view import image_track, line_track, signal, wave_track
from mm_models.hearing.levels import MEL, QUIET_DB, RANGE_DB, STFT
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.audio_backbone.infer import (
    NONE,
    SOUNDS,
    STEP_S,
    SURE,
    evidence,
    over_time,
    probabilities,
    verdict,
)
from mm_models.systems.audio_backbone.model import WINDOW_STEPS, AudioBackbone, Trace
from mm_models.text import Text

NAMES: dict[str, Text] = {
    "dog_bark": Text("a dog", "개"),
    "rain": Text("rain", "비"),
    "sea_waves": Text("sea waves", "파도"),
    "baby_cry": Text("a crying baby", "아기 울음"),
    "clock_tick": Text("a clock", "시계"),
    "person_sneeze": Text("a sneeze", "재채기"),
    "helicopter": Text("a helicopter", "헬리콥터"),
    "chainsaw": Text("a chainsaw", "엔진톱"),
    "rooster": Text("a rooster", "수탉"),
    "fire_crackling": Text("a fire", "모닥불"),
    "none": Text("none of these", "해당 없음"),
}
CHANNELS_SHOWN = 16  # of each layer, the most active ones
MOST_COLUMNS = 112  # of a map over the picture
FEATURES_SHOWN = 64
CURVES = 3  # sounds drawn over time
WIDE = 400  # pixels of the picture, about

Row = tuple[Text | str, str, Text | None]


def verdict_facts(trace: Trace, loudest_db: float) -> Payload:
    """What is named and how surely, then the probability of each of the ten and of none of them."""
    found, shares = verdict(trace), probabilities(trace)[0]
    name = NAMES[found.sound]
    if found.sound == "none":
        told = Text("None of the ten sounds it knows.", "아는 열 가지 소리 가운데 아무것도 아닙니다.")
    elif not found.sure:
        told = Text(f"Not sure: perhaps {name.en}.", f"확실하지 않습니다. 어쩌면 ‘{name.ko}’ 소리입니다.")
    else:
        told = Text(f"It hears {name.en}.", f"‘{name.ko}’ 소리로 들립니다.")
    rows: list[Row] = [(Text("Answer", "답"), f"{found.probability:.0%}", told)]
    if loudest_db < QUIET_DB:
        rows.append((Text("Very quiet", "매우 작은 소리"), f"{loudest_db:.0f} dB", TOO_QUIET))
    order = shares.argsort(descending=True).tolist()
    return facts(
        [*rows, *((NAMES[SOUNDS[number]], f"{float(shares[number]):.1%}", None) for number in order)]
    )


TOO_QUIET = Text(
    f"Under {QUIET_DB:.0f} dB a sound is not turned up any more: record closer to it.",
    f"{QUIET_DB:.0f} dB보다 작은 소리는 더 키우지 않습니다. 더 가까이에서 녹음하세요.",
)


def heard_signal(waveform: Tensor, levels: Float[Tensor, "bands frames"], trace: Trace) -> Payload:
    """The sound, its log-mel spectrogram, and the likeliest sounds moment by moment."""
    times = torch.arange(trace.moments.shape[2]) * STEP_S
    shares = over_time(trace)[0]
    curves = [
        line_track(
            NAMES[SOUNDS[number]], times, shares[number], "", y_range=(0.0, 1.0), colour=place + 1, height=64
        )
        for place, number in enumerate(likeliest(trace))
    ]
    return signal(waveform, SAMPLE_RATE, [wave_track(Text("Waveform", "파형")), mel_track(levels), *curves])


def likeliest(trace: Trace) -> list[int]:
    """The sounds that reach the highest probability at some moment."""
    return over_time(trace)[0].amax(dim=1).topk(CURVES).indices.tolist()


def mel_track(levels: Float[Tensor, "bands frames"]) -> Payload:
    """The log-mel spectrogram as an image over time."""
    top = max(float(levels.max()), QUIET_DB)
    return image_track(
        Text(f"Log-mel, {len(levels)} bands", f"로그 멜, 밴드 {len(levels)}개"),
        levels,
        hop_seconds=STFT.hop_s,
        y_values=MEL.edges_hz(SAMPLE_RATE)[1:-1],
        y_scale="mel",
        low=top - RANGE_DB,
        high=top,
        height=180,
    )


def flow(waveform: Tensor, trace: Trace) -> Payload:
    """The shapes from samples to probabilities."""
    frames = trace.log_mel.shape[2]
    return facts(
        steps=[
            step(Text("Waveform", "파형"), waveform.shape, Text("16 kHz", "16 kHz")),
            step(
                Text("Power", "파워"), (STFT.bins, frames), Text("40 ms every 20 ms", "40 ms 창, 20 ms마다")
            ),
            step(
                Text("Log-mel", "로그 멜"),
                trace.log_mel.shape[1:],
                Text("loudest 1, −80 dB −1", "최대 1, −80 dB −1"),
            ),
            *(step(name, values.shape) for name, values in layers(trace)),
            step(
                Text("Features over time", "시간별 특징"),
                trace.over_time.shape[1:],
                Text("every 160 ms", "160 ms마다"),
            ),
            step(
                Text("Mean + max", "평균 + 최댓값"),
                trace.vector.shape[1:],
                Text("the clip's vector", "소리 전체의 벡터"),
            ),
            step(Text("Scores", "점수"), trace.logits.shape[1:], Text("linear", "선형")),
            step(
                Text("Softmax", "소프트맥스"),
                trace.logits.shape[1:],
                Text("ten sounds, or none", "열 가지 또는 해당 없음"),
            ),
        ]
    )


def layers(trace: Trace) -> Iterator[tuple[Text, Float[Tensor, "channels bands frames"]]]:
    """Every map of the trace with its name, in the order in which data flows."""
    for number, values in enumerate(trace.maps):
        yield Text(f"Block {number}", f"블록 {number}") if number else Text("Edges", "가장자리"), values[0]


def feature_maps(trace: Trace) -> Payload:
    """The most active channels of each layer, as tiles over the spectrogram; low frequencies are below."""
    grey = ((trace.log_mel[0].flip(0).clamp(-1, 1) + 1) * 127.5).byte().numpy()
    image = np.repeat(np.repeat(grey, 2, axis=0), max(1, WIDE // grey.shape[1]), axis=1)
    maps = [each for name, values in layers(trace) for each in channel_maps(name, values)]
    return picture(np.stack([image] * 3, axis=-1), maps=maps, tiles=True, shown=0, opacity=0.85)


def channel_maps(name: Text, values: Float[Tensor, "channels bands frames"]) -> list[Payload]:
    """The layer's channels with the largest mean, each on its own scale from 0."""
    count, bands, frames = values.shape
    group = Text(f"{name.en} {count} × {bands} × {frames}", f"{name.ko} {count} × {bands} × {frames}")
    means = values.mean(dim=(1, 2))
    narrow = torch.nn.functional.adaptive_max_pool2d(values, (bands, min(frames, MOST_COLUMNS)))
    return [
        value_map(
            Text(f"channel {channel}", f"채널 {channel}"),
            narrow[channel].flip(0),
            low=0.0,
            group=group,
            note=Text(f"mean {means[channel]:.3f}", f"평균 {means[channel]:.3f}"),
        )
        for channel in means.argsort(descending=True)[:CHANNELS_SHOWN].tolist()
    ]


def features_matrix(trace: Trace) -> Payload:
    """The features over time, those with the largest maximum first."""
    rows = trace.over_time[0]
    order = rows.amax(dim=1).argsort(descending=True)[:FEATURES_SHOWN]
    count, steps = rows.shape
    return matrix(
        rows[order],
        x_label=Text("time", "시간"),
        y_label=Text("feature", "특징"),
        x_values=seconds(steps),
        y_values=[str(number) for number in order.tolist()],
        x_unit="s",
        colour_map="magma",
        low=0.0,
        cell_numbers=False,
        shape_text=f"{count} × {steps}",
    )


def moments_matrix(trace: Trace) -> Payload:
    """The probability of every sound in the 1.12 s around each step."""
    shares = over_time(trace)[0]
    return matrix(
        shares,
        x_label=Text("time", "시간"),
        y_label="",
        x_values=seconds(shares.shape[1]),
        y_values=[NAMES[sound] for sound in SOUNDS],
        x_unit="s",
        colour_map="magma",
        low=0.0,
        high=1.0,
        cell_numbers=False,
    )


def seconds(steps: int) -> list[float]:
    """When each step is."""
    return [round(number * STEP_S, 2) for number in range(steps)]


def evidence_plot(model: AudioBackbone, trace: Trace) -> Payload:
    """What each step adds to the scores of the two likeliest sounds; with the bias, the sum is the score."""
    best = probabilities(trace)[0].topk(2).indices.tolist()
    curves = []
    for place, number in enumerate(best):
        parts, name = evidence(model, trace, number), NAMES[SOUNDS[number]]
        added, score = float(parts.sum()), float(trace.logits[0, number])
        words = Text(
            f"{name.en}: sum {added:.1f} + bias {score - added:.1f} = {score:.1f}",
            f"{name.ko}: 합 {added:.1f} + 편향 {score - added:.1f} = {score:.1f}",
        )
        curves.append(
            line(
                words,
                np.array(seconds(len(parts))),
                parts,
                style="stem" if place == 0 else "line",
                colour=place,
            )
        )
    return plot(
        curves,
        x_label=Text("time", "시간"),
        y_label=Text("adds to the score", "점수에 더하는 값"),
        x_unit="s",
    )


def nothing_like_it(names: Sequence[str] = SOUNDS[:NONE]) -> Text:
    """What the answer can be, as one sentence."""
    english = ", ".join(NAMES[name].en for name in names)
    korean = ", ".join(NAMES[name].ko for name in names)
    return Text(
        f"It knows ten sounds: {english}. Anything else should be called none of these; under {SURE:.0%} it is not sure. "
        f"Each moment hears {WINDOW_STEPS * STEP_S:.2f} s.",
        f"아는 소리는 열 가지입니다: {korean}. 다른 소리는 ‘해당 없음’이어야 하고, {SURE:.0%}보다 낮으면 확실하지 않다고 답합니다. "
        f"각 순간의 답은 {WINDOW_STEPS * STEP_S:.2f}초를 듣습니다.",
    )
