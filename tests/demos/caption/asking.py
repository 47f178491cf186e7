"""Asking the captioning tab with tiny captioners, and reading what it shows."""

from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import torch

from demos import kept
from demos.picture import read_picture
from demos.tabs.caption import captioning as tab
from demos.tabs.caption import (
    captioning_changes,
    captioning_controls,
    captioning_learning,
    captioning_speech,
)
from demos.tabs.caption.captioning_changes import ERASE
from demos.tabs.caption.captioning_speech import (
    CAPTIONERS,
    glance,
    manner,
    speak_as,
)
from demos.views.packing import unpack
from mm_models.captioning.seeing import CHANNELS
from mm_models.systems.show_attend_tell.stages import NAME as STAGES

NAMES = (
    "caption",
    "verdict",
    "trust",
    "flow",
    "looking",
    "vectors",
    "apart",
    "tree",
    "changed",
    "others",
    "then",
    "stages",
    "curve",
)
SCENE = "test:33"
ATTENTIVE, BLIND, HEADS = "show-attend-tell", "show-and-tell", "transformer-captioner"
HOW = manner("en", "greedy", 3, 1.0, 0)


def tiny(system):
    torch.manual_seed(1)
    return system.build(replace(system.tiny, channels=CHANNELS)).eval()


def using(monkeypatch, networks):
    @contextmanager
    def use(key):
        yield networks[key]

    names = tuple(name for name in CAPTIONERS if name in networks)
    monkeypatch.setattr(tab.registry, "use", use)
    for module in (captioning_speech, captioning_changes, captioning_controls):
        monkeypatch.setattr(module, "trained", lambda: names)
    monkeypatch.setattr(captioning_learning, "ready", lambda: STAGES in networks)
    monkeypatch.setattr(kept, "SHELF", kept.Shelf())


def asked(**changes):
    usual = {
        "scene": SCENE, "photo": None, "captioner": ATTENTIVE, "language": "en", "way": "greedy", "width": 3,
        "temperature": 1.0, "seed": 0, "word": 3, "thing": 1, "instead": ERASE, "at": 4, "force": "", "stage": 1,
    }  # fmt: skip
    return {**usual, **changes}


def answered(**changes):
    return dict(zip(NAMES, tab.answer(**asked(**changes)), strict=True))


def said(pane):
    return [word["chosen"] for word in pane["words"]]


def maps_of(pane):
    peaks = np.array(pane["maps"]["peaks"])[:, None, None]
    return unpack(pane["maps"]["values"]) / 255 * peaks


def own(models, code=SCENE, how=HOW, captioner=ATTENTIVE):
    seen = read_picture(code, None)
    looked = glance(seen.image)
    return seen, looked, speak_as(models[captioner], looked, how)
