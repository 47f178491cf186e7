"""The separation tab's result and insides as payloads."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from demos.tabs.refer.separation_hearing import Heard, improvement_db, nearest, says_nothing
from demos.views.facts_view import facts, step
from demos.views.film_view import MOST_FRAMES, film, row
from demos.views.packing import Caption, Payload
from demos.views.picture_view import value_map
from demos.views.player_view import player, stem
from demos.views.signal_view import image_track, signal
from mm_models.audio.quality import level_dbfs
from mm_models.systems.speech_separation.losses import FLOOR_DB, levels
from mm_models.systems.speech_separation.model import Config, Separator
from mm_models.talking.mixtures import Talker
from mm_models.talking.speaking import SAMPLE_RATE
from mm_models.text import Text
from mm_models.world.face_painting import film as face_film

MIXTURE = Text("The mixture, as a microphone hears it", "마이크에 들리는 혼합음")
RESIDUAL = Text("What no face was given", "어느 얼굴에도 주지 않은 나머지")
NOTE = Text("Note", "참고")
RANGE_DB = 70.0  # of a spectrogram, below its loudest cell
SHOWN_SIDE = 64  # pixels of a face in the player
Row = tuple[Caption, str, Caption | None]


def number(name: Text, face: int) -> Text:
    """A face's number with its name."""
    return Text(f"Face {face + 1}, {name.en}", f"얼굴 {face + 1}, {name.ko}")


def tracks(found: Heard) -> Payload:
    """The mixture, each face with the voice that it was given, and the rest, at their true levels."""
    stems = [stem(MIXTURE, found.mixture, colour=7)]
    for face, (talker, voice) in enumerate(zip(found.given.scene.talkers, found.voices, strict=True)):
        stems.append(
            stem(
                number(found.given.names[face], face),
                voice,
                colour=face,
                note=gained(found, face),
                film=shown_film(talker),
            )
        )
    stems.append(stem(RESIDUAL, found.residual, colour=6))
    return player(stems, SAMPLE_RATE)


def shown_film(talker: Talker) -> np.ndarray:
    """A talker's frames, as large as the player shows them."""
    frames = talker.filmed.faces if talker.filmed else face_film(talker.face, talker.pose)
    small = (
        Image.fromarray(frame).resize((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.BOX) for frame in frames
    )
    return np.stack([np.asarray(each) for each in small])


def gained(found: Heard, face: int) -> Text:
    """How much nearer to the true voice than the mixture it is."""
    better = improvement_db(found.voices[face], found.truth[face], found.mixture)
    if better is None and not quiet(found, face):
        return ALONE
    if better is None:
        level = level_dbfs(found.voices[face]) - level_dbfs(found.mixture)
        return Text(f"says nothing: {signed(level)} dB", f"말하지 않음: {signed(level)} dB")
    words = f"SI-SDR {signed(better)} dB"
    return Text(words, words)


def signed(decibels_more: float) -> str:
    """A difference with its sign."""
    return f"{decibels_more:+.1f}".replace("-", "−")


def quiet(found: Heard, face: int) -> bool:
    """Whether a face says nothing."""
    return says_nothing(found.truth[face])


def verdict(found: Heard) -> Payload:
    """Whose voice each face was given, and how well it was found."""
    rows: list[Row] = []
    for face, name in enumerate(found.given.names):
        rows.append(
            (number(name, face), gained(found, face).en if not quiet(found, face) else "", told(found, face))
        )
    rows += [(NOTE, "", each) for each in found.given.notes]
    return facts(rows)


def told(found: Heard, face: int) -> Text:
    """The outcome for a face as a sentence."""
    if quiet(found, face):
        level = level_dbfs(found.voices[face]) - level_dbfs(found.mixture)
        return Text(
            f"The mouth is still; what it was given lies {-level:.0f} dB under the mixture.",
            f"입을 움직이지 않습니다. 이 얼굴에 준 소리는 혼합음보다 {-level:.0f} dB 작습니다.",
        )
    if len(found.truth) == 1:
        return Text("Against the mixture.", "혼합음과 비교한 값입니다.")
    if nearest(found.voices[face], found.truth) == face:
        return Text("It is this face's voice ✓", "이 얼굴의 목소리가 맞습니다 ✓")
    return Text("It is nearer to another voice ✗", "다른 목소리에 더 가깝습니다 ✗")


def flow(found: Heard, model: Separator) -> Payload:
    """From sound and films to voices, with the shapes of this very scene."""
    trace, config = found.trace, model.config
    return facts(
        steps=[
            step(Text("Mixture", "혼합음"), found.mixture.shape, Text("8 kHz", "8 kHz")),
            step(
                Text("Spectrogram X", "스펙트로그램 X"),
                trace.mixture.shape[1:],
                Text("40 ms every 20 ms, complex", "20 ms마다 40 ms, 복소수"),
            ),
            step(
                Text("|X|^0.3, real, imaginary", "|X|^0.3, 실수부, 허수부"),
                trace.compressed.shape[1:],
                Text("power-law compression", "거듭제곱 압축"),
            ),
            step(
                Text("Audio stream", "소리 흐름"),
                trace.audio.shape[1:],
                Text(
                    f"{2 + len(config.dilations)} dilated 2-D convolutions",
                    f"팽창 2차원 합성곱 {2 + len(config.dilations)}층",
                ),
            ),
            step(
                Text("Mouth crops", "입 영상"),
                found.batch.mouths.shape[1:],
                Text("faces, frames, pixels, colours", "얼굴, 프레임, 화소, 색"),
            ),
            step(
                Text("Visual stream", "영상 흐름"),
                trace.visual.shape[1:],
                Text("25 a second, each twice", "초당 25개를 두 번씩"),
            ),
            step(
                Text("Fused", "융합"),
                trace.fused.shape[1:],
                Text("sound + face + other faces → BLSTM", "소리 + 얼굴 + 다른 얼굴 → BLSTM"),
            ),
            step(
                Text("Masks M", "마스크 M"),
                trace.mask.shape[1:],
                Text("complex, one for each face", "복소수, 얼굴마다 하나"),
            ),
            step(
                Text("Voices", "목소리"),
                trace.voices.shape[1:],
                Text("inverse STFT of M · X", "M · X의 역 STFT"),
            ),
        ]
    )


def mouths(found: Heard, face: int, weights: Float[Tensor, "frames rows columns"]) -> Payload:
    """Every second crop of a face's mouth, which pixels weigh, and what the lips and the voice do in each frame."""
    crops = found.batch.mouths[0, face]
    every = max(2, -(-len(crops) // MOST_FRAMES))
    kept = torch.arange(0, len(crops), every)
    top = float(weights.amax()) or 1.0
    heat = [
        [value_map(Text("gradient", "기울기"), weights[at] / top, low=0, high=1, note=METHOD)]
        for at in kept.tolist()
    ]
    opening = torch.from_numpy(found.given.scene.talkers[face].pose[:, 0])
    loud = found.truth[face].unflatten(0, (len(crops), -1)).square().mean(dim=1).sqrt()
    given = found.voices[face].unflatten(0, (len(crops), -1)).square().mean(dim=1).sqrt()
    loudest = float(torch.stack([loud, given]).max()) or 1.0
    return film(
        crops[kept].numpy(),
        maps=heat,
        rows=[
            row(Text("mouth open", "입 벌림"), opening[kept], high=1.0, colour=0),
            row(Text("true voice, level", "실제 목소리 크기"), loud[kept], high=loudest, colour=2),
            row(Text("separated, level", "분리된 소리 크기"), given[kept], high=loudest, colour=1),
            row(Text("weight of the frame", "프레임의 무게"), weights.sum(dim=(1, 2))[kept], colour=3),
        ],
        frame_seconds=every / 25,
        note=METHOD,
    )


ALONE = Text("nothing else was mixed in", "다른 소리는 섞이지 않음")
METHOD = Text(
    "Gradient of the separated voice's energy with respect to the pixels, absolute",
    "분리된 목소리의 에너지를 화소로 미분한 기울기의 절댓값",
)


@dataclass(frozen=True)
class Tracks:
    """Pictures of cells over time that share their axes; `top` is the loudest cell of the mixture, dB."""

    model: Separator
    top: float

    @property
    def _axes(self) -> dict[str, Any]:
        config = self.model.config
        hertz = torch.linspace(0, config.sample_rate / 2, config.bins)
        return {"hop_seconds": config.hop / config.sample_rate, "y_values": hertz, "height": 150}

    def spectrogram(self, title: Text, cells: Tensor) -> Payload:
        """Levels of a complex spectrogram, on the scale that all share."""
        return image_track(title, decibels(cells), low=self.top - RANGE_DB, high=self.top, **self._axes)

    def plain(self, title: Text, values: Tensor, **how: Any) -> Payload:
        """Values of the cells that are no levels: nothing can be played."""
        return image_track(title, values, band_playable=False, **self._axes, **how)

    def bands(self, title: Text, values: Tensor) -> Payload:
        """Levels of the bands that the lips tell of, 0 to 1."""
        return image_track(
            title,
            -FLOOR_DB * (values - 1),
            hop_seconds=self._axes["hop_seconds"],
            y_unit="",
            y_scale="index",
            low=FLOOR_DB,
            high=0,
            band_playable=False,
            height=70,
        )


def look_inside(found: Heard, face: int, model: Separator) -> Payload:
    """Mixture, what the lips say, mask, what was separated, and the truth, on one clock."""
    trace, device = found.trace, model.fourier.window.device
    truth = model.fourier.stft(found.truth[face][None].to(device) / max(found.loudness, 1e-6))[0].cpu()
    mask, mixture = trace.mask[0, face], trace.mixture[0]
    tracks = Tracks(model, float(decibels(mixture).max()))
    wanted = levels(model, found.batch.to(device))[0, face].cpu()
    read = Text("Levels of 8 bands, read from the lips alone", "입술만 보고 읽은 8개 대역의 크기")
    shown = [
        tracks.spectrogram(Text("Mixture", "혼합음"), mixture),
        tracks.bands(read, trace.read[0, face]),
        tracks.bands(Text("The same of the true voice", "실제 목소리의 같은 값"), wanted),
        *mask_tracks(tracks, mask),
        tracks.spectrogram(Text("Separated, M · X", "분리된 소리 M · X"), mask * mixture),
        tracks.spectrogram(Text("The true voice", "실제 목소리"), truth),
    ]
    return signal(found.voices[face], SAMPLE_RATE, shown)


def mask_tracks(tracks: Tracks, mask: Tensor) -> list[Payload]:
    """The mask's magnitude and, where there is one worth the name, its phase."""
    phase = torch.where(mask.abs() > 0.1, mask.angle(), torch.zeros(()))
    return [
        tracks.plain(
            Text("Mask, magnitude |M|", "마스크의 크기 |M|"), mask.abs(), low=0.0, high=1.5, value_unit=""
        ),
        tracks.plain(
            Text("Mask, phase of M where |M| > 0.1", "마스크의 위상 (|M| > 0.1인 곳)"),
            phase,
            low=-torch.pi,
            high=torch.pi,
            value_unit="rad",
            colour_map="cyclic",
            pooling="pick",
        ),
    ]


def decibels(cells: Tensor) -> Tensor:
    """Levels of a spectrogram, dB."""
    return 20 * torch.log10(cells.abs().clamp(min=1e-5))


def says() -> Text:
    """What the result is, as one sentence."""
    return Text(
        "Click a face to hear its voice alone; keys 1 to 9 switch tracks, and “all together” mutes and unmutes them. Levels are true: together, faces and "
        f"rest are the mixture. SI-SDR: by how much a voice is nearer to the true one than the mixture is. Sound and network know "
        f"{Config().sample_rate / 1000:.0f} kHz, telephone quality.",
        "얼굴을 누르면 그 목소리만 들립니다. 1~9 키로 트랙을 바꾸고, '모두 함께'에서는 하나씩 끄고 켤 수 있습니다. 크기는 실제 그대로이며, 얼굴들과 나머지를 더하면 혼합음이 "
        f"됩니다. SI-SDR은 혼합음보다 실제 목소리에 얼마나 더 가까운지를 나타냅니다. 소리와 신경망은 전화 음질인 {Config().sample_rate / 1000:.0f} kHz입니다.",
    )
