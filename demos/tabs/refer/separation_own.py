"""One's own voice in the separation tab: a recording with a mouth that is guessed, or a film with a face that something finds."""

from dataclasses import dataclass

import gradio as gr
import torch

from demos.language import label, spans
from demos.tabs.represent.sound_lab import sound_of
from mm_models.intake.errors import InputError
from mm_models.intake.limits import VideoLimits
from mm_models.intake.sound import SAMPLE_RATE as READ_RATE
from mm_models.intake.sound import resample
from mm_models.intake.video import read_video
from mm_models.talking import landmarks
from mm_models.talking.corpus import PER_FRAME
from mm_models.talking.filmed import Filmed, Finder, filmed
from mm_models.talking.mixtures import Sound
from mm_models.talking.proxy import mouth_of
from mm_models.talking.speaking import LEVEL, SAMPLE_RATE
from mm_models.talking.visemes import Poses
from mm_models.text import Text
from mm_models.world.faces import FPS

MOST_FRAMES = 150  # of film: 6 s
LIMITS = VideoLimits(max_seconds=10.0, max_frames=300, short_side=240)
OWN_FACE = 1_000_020  # of one's own recording
OWN = Text("You", "나")
CUT = Text(
    f"Only the first {MOST_FRAMES // FPS} s are used.",
    f"처음 {MOST_FRAMES // FPS}초만 씁니다.",
)
GUESSED = Text(
    "The mouth was made from your recording, from its loudness and colour, because nobody filmed you: such a mouth knows more than a camera does.",
    "촬영한 영상이 없으므로 입 모양은 녹음의 크기와 음색에서 만들었습니다. 카메라가 보는 것보다 더 많이 아는 입인 셈입니다.",
)
UNLIKE = Text(
    "Your face was turned and scaled as drawn faces are. The network has never seen a real one.",
    "얼굴을 그린 얼굴과 같은 자리와 크기로 맞추었습니다. 신경망은 실제 얼굴을 본 적이 없습니다.",
)


@dataclass(frozen=True)
class Part:
    """Somebody or something that is mixed."""

    name: Text
    voice: Sound
    pose: Poses | None = None  # None: not seen
    face: int = 0
    filmed: Filmed | None = None


def spoken_part(recording: str, seen: bool) -> tuple[Part, tuple[Text, ...]]:
    """A recorded voice, with a guessed mouth where it is to be seen, and what should be said about it."""
    voice, notes = voice_of(recording)
    pose = mouth_of(voice, SAMPLE_RATE) if seen else None
    return Part(OWN, voice.numpy(), pose, OWN_FACE), (*notes, *((GUESSED,) if seen else ()))


def filmed_part(path: str, find: Finder | None) -> tuple[Part, tuple[Text, ...]]:
    """A filmed face and its voice; InputError where nothing can find a face, and where there is none."""
    if find is None:
        raise InputError("no-landmarks", landmarks.NEEDED)
    voice, notes = voice_of(path)
    frames = round(sound_of(path, None).seconds * FPS)
    film = read_video(path, max(1, frames), limits=LIMITS).frames[:MOST_FRAMES]
    face = filmed(film, find).lasting(len(voice) // PER_FRAME)
    return Part(OWN, voice.numpy(), face.pose, OWN_FACE, face), (*notes, UNLIKE)


def voice_of(path: str) -> tuple[torch.Tensor, tuple[Text, ...]]:
    """The first seconds of a sound at the voices' rate and level, in whole frames of film, and what was done to it."""
    sound = sound_of(path, None)
    voice = resample(sound.waveform, READ_RATE, SAMPLE_RATE)
    cut = (CUT,) if len(voice) > MOST_FRAMES * PER_FRAME else ()
    voice = voice[: MOST_FRAMES * PER_FRAME]
    voice = torch.nn.functional.pad(voice, (0, -len(voice) % PER_FRAME))
    voice = voice * (LEVEL / voice.square().mean().sqrt().clamp(min=1e-4))
    return voice.clamp(-1, 1), (*sound.notes, *cut)


def film_control() -> gr.Video:
    """Where a film is dropped, or the sentence that says what it would need."""
    ready = landmarks.finder() is not None
    if not ready:
        gr.HTML(f"<p>{spans(landmarks.NEEDED)}</p>", apply_default_css=False, js_on_load=None)
    return gr.Video(
        label=label("Or a film of your face, with sound", "또는 내 얼굴을 찍은 동영상(소리 포함)"),
        sources=["upload"],
        visible=ready,
        buttons=[],
    )
