"""Separating without eyes: two sounds of which nothing says whose they are, by our network or by a large pretrained one."""

from functools import cache
from typing import cast

import gradio as gr

from demos.language import label, label_of
from demos.tabs.refer.separation_hearing import Heard, Sounds, improvement_db, nearest
from demos.tabs.refer.separation_views import MIXTURE, NOTE, signed
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.player_view import player, stem
from mm_models import published, registry
from mm_models.intake.errors import InputError
from mm_models.pretrained import conv_tasnet
from mm_models.pretrained.conv_tasnet import PretrainedConvTasNet
from mm_models.systems.speech_separation import audio_only
from mm_models.systems.speech_separation.infer import by_ear
from mm_models.talking.speaking import SAMPLE_RATE
from mm_models.text import Text

FACES, OURS, PRETRAINED = "faces", audio_only.NAME, "conv-tasnet"
WAYS: dict[str, Text] = {
    FACES: Text("sound and faces", "소리와 얼굴"),
    OURS: Text("sound alone, the same network without eyes", "소리만, 눈이 없는 같은 신경망"),
    PRETRAINED: Text("sound alone, Conv-TasNet (pretrained)", "소리만, Conv-TasNet(사전 학습)"),
}
NO_WAY = Text("There is no such choice.", "그런 선택지가 없습니다.")
NEEDS_A_FILE = Text(
    "Conv-TasNet can be chosen, but needs a file that does not come with this app.",
    "Conv-TasNet도 고를 수 있지만 이 앱에 들어 있지 않은 파일이 필요합니다.",
)
LEFT_OVER = Text("What neither sound has", "어느 소리에도 들어 있지 않은 나머지")
LEFT_TO_CHANCE = Text(
    "Without eyes there are always two sounds, and which voice is whose is left to chance: the names here come from comparing with the true voices. All that "
    "follows below is about the network that sees.",
    "눈이 없으면 나오는 소리는 언제나 둘이고, 어느 목소리가 누구의 것인지는 우연에 맡겨집니다. 여기 적힌 이름은 실제 목소리와 비교해서 붙인 것입니다. 아래의 나머지는 모두 얼굴을 보는 신경망에 관한 "
    "것입니다.",
)


def ways() -> dict[str, Text]:
    """Who can separate here; the pretrained one is always named, so that choosing it says what it needs."""
    here = {FACES, PRETRAINED, *([OURS] if published.weights_file(OURS).is_file() else [])}
    return {name: title for name, title in WAYS.items() if name in here}


def way_control() -> gr.Radio:
    """Who separates."""
    return gr.Radio(
        [(label_of(title), name) for name, title in ways().items()],
        value=FACES,
        label=label("What the separation goes by", "무엇으로 분리할까요"),
        info=None if conv_tasnet.is_there() else label_of(NEEDS_A_FILE),
    )


def check(way: str) -> None:
    """InputError for a way that there is not, or for which something is missing."""
    if way not in ways():
        raise InputError("no-choice", NO_WAY)
    if way == PRETRAINED and not conv_tasnet.is_there():
        raise InputError("no-conv-tasnet", conv_tasnet.MISSING)


def heard_alone(found: Heard, way: str) -> Sounds:
    """The two sounds that ears alone make of a mixture."""
    if way == PRETRAINED:
        return pretrained()(found.batch.mixture)[0]
    with registry.use(OURS) as used:
        ears = cast(audio_only.AudioOnly, used)
        return by_ear(ears, found.batch.mixture.to(ears.fourier.window.device)).voices[0].cpu()


@cache
def pretrained() -> PretrainedConvTasNet:
    """The network in somebody's file; the registry keeps only what has a pinned SHA-256."""
    return conv_tasnet.open_file(conv_tasnet.FILE)


def ear_tracks(found: Heard, sounds: Sounds) -> Payload:
    """The mixture, the two sounds and the rest, at their true levels."""
    stems = [stem(MIXTURE, found.mixture, colour=7)]
    stems += [
        stem(sound_name(number), sound, colour=number, note=whose(found, sounds, number))
        for number, sound in enumerate(sounds)
    ]
    stems.append(stem(LEFT_OVER, found.mixture - sounds.sum(dim=0), colour=6))
    return player(stems, SAMPLE_RATE)


def sound_name(number: int) -> Text:
    return Text(f"Sound {number + 1}", f"소리 {number + 1}")


def whose(found: Heard, sounds: Sounds, number: int) -> Text:
    """The voice that a sound is nearest to, and how much nearer than the mixture."""
    voice = nearest(sounds[number], found.truth)
    if voice is None:
        return Text("silence", "무음")
    name = found.given.names[voice]
    better = improvement_db(sounds[number], found.truth[voice], found.mixture)
    gain = "" if better is None else f", SI-SDR {signed(better)} dB"
    return Text(f"nearest to {name.en}{gain}", f"가장 가까운 목소리: {name.ko}{gain}")


def ear_verdict(found: Heard, sounds: Sounds) -> Payload:
    """What each sound is, in words."""
    rows = [(sound_name(number), "", whose(found, sounds, number)) for number in range(len(sounds))]
    notes = [(NOTE, "", each) for each in (LEFT_TO_CHANCE, *found.given.notes)]
    return facts([*rows, *notes])
