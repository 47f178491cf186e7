"""Speech by eSpeak NG with the time of each speech sound, through its library (Debian: apt-get install espeak-ng).

A tool of training and evaluation; the application and the tests never need it. eSpeak NG is under GPL-3.0-or-later; what it
says is not.
"""

import ctypes
import ctypes.util
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from mm_models.intake.errors import InputError
from mm_models.talking.visemes import Spoken
from mm_models.text import Text

MISSING = Text(
    en="eSpeak NG is not there. Install it (Debian: apt-get install espeak-ng); it is needed to train and to evaluate only.",
    ko="eSpeak NG가 없습니다. 설치해 주세요(Debian: apt-get install espeak-ng). 학습과 평가에만 필요합니다.",
)
SYNCHRONOUS, PHONEME_EVENTS = 2, 1  # of espeak_Initialize
UTF8, LIST_TERMINATED, PHONEME = 1, 0, 7  # of espeak_Synth and of events
RATE, PITCH, RANGE = 1, 3, 4  # of espeak_SetParameter


class Name(ctypes.Union):
    """What an event is about: here the name of a speech sound, in eight bytes."""

    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # ms
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", Name),
    ]


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


@dataclass
class Heard:
    """What has come from the library so far."""

    samples: list[np.ndarray] = field(default_factory=list)
    sounds: list[tuple[str, float]] = field(default_factory=list)  # name, start in seconds

    def take(self, wave: Any, count: int, events: Any) -> int:
        """Called by the library with a piece of sound and what happens in it."""
        if wave and count:
            self.samples.append(np.ctypeslib.as_array(wave, (count,)).copy())
        at = 0
        while events[at].type != LIST_TERMINATED:
            if events[at].type == PHONEME:
                name = bytes(events[at].id.string).decode("utf-8", "replace")
                self.sounds.append((name, events[at].audio_position / 1000))
            at += 1
        return 0


@cache
def library() -> tuple[ctypes.CDLL, int]:
    """The library, and the sample rate in Hz of what it says; raises InputError where it is not installed."""
    path = ctypes.util.find_library("espeak-ng")
    if path is None:
        raise InputError("no-espeak", MISSING)
    loaded = ctypes.CDLL(path)
    return loaded, loaded.espeak_Initialize(SYNCHRONOUS, 0, None, PHONEME_EVENTS)


def speak(
    text: str, voice: str, words_a_minute: int = 165, pitch: int = 50
) -> tuple[np.ndarray, int, list[Spoken]]:
    """Samples as 16-bit numbers, their rate in Hz, and the speech sounds; a voice is a language and a variant, `en-us+f3`."""
    espeak, rate = library()
    heard = Heard()
    callback = Callback(heard.take)
    espeak.espeak_SetSynthCallback(callback)
    espeak.espeak_SetVoiceByName(voice.encode())
    espeak.espeak_SetParameter(RATE, words_a_minute, 0)
    espeak.espeak_SetParameter(PITCH, pitch, 0)
    encoded = text.encode()
    espeak.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, UTF8, None, None)
    samples = np.concatenate([np.zeros(0, np.int16), *heard.samples])
    ends = [start for _, start in heard.sounds[1:]] + [len(samples) / rate]
    sounds = [Spoken(name, start, end) for (name, start), end in zip(heard.sounds, ends, strict=True)]
    return samples, rate, sounds
