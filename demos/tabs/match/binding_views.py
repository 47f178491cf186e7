"""What ImageBind found and what went on inside, as payloads."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from demos.picture import reduced
from demos.tabs.caption.captioning_words import Row, sign
from demos.tabs.match import binding_gallery, gallery
from demos.tabs.match.binding_gallery import SOUNDS
from demos.tabs.match.binding_query import TITLES, Bound, relation
from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.picture_view import pane, pictures, value_map
from demos.views.player_view import player, stem
from mm_models.audio.examples import example
from mm_models.hearing.levels import heard
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.imagebind.infer import changes, grey_frames
from mm_models.text import Text
from mm_models.world.kinds import KIND

SHOWN = 6  # answers of a search
SMALL = 112  # pixels of a picture's side
NOTHING_KNOWN = Text("what the query shows is not known", "질의에 무엇이 있는지 알 수 없음")
NOTHING_SHARED = Text("nothing in common", "공통점 없음")
SOUND_FRAMES = 112  # of a spectrogram that is drawn as a picture

Found = Sequence[gallery.Found]


def searched(found: Bound, query: str, answers: str, language: str) -> list[gallery.Found]:
    """What is most similar to one of a person's items among everything of a modality."""
    return list(gallery.nearest(found.vector(query), binding_gallery.vectors(answers, language), SHOWN))


def found_pictures(asked: frozenset[str], hits: Found, answers: str, language: str) -> Payload | None:
    """What was found, to look at; texts are read instead."""
    if answers == "text":
        return None
    return pictures(
        [
            pane(
                drawn(answers, hit.number),
                title=str(rank),
                note=with_cosine(shared(asked, answers, hit.number, language), hit.cosine),
            )
            for rank, hit in enumerate(hits, start=1)
        ],
        height=150,
    )


def drawn(modality: str, number: int) -> np.ndarray:
    """One of what can be found, as a picture."""
    if modality == "image":
        return gallery.picture_of(number)
    if modality == "depth":
        return depth_picture(binding_gallery.depth_of(number))
    if modality == "motion":
        return motion_picture(binding_gallery.frames_of(number))
    return sound_picture(binding_gallery.sound_of(number))


def depth_picture(near: np.ndarray) -> np.ndarray:
    """A depth map in grey, near things bright."""
    return enlarged((near * 255).round().astype(np.uint8))


def motion_picture(frames: np.ndarray) -> np.ndarray:
    """Where a film changes: the mean size of the differences of its frames."""
    moved = changes(grey_frames(frames)[None])[0].abs().mean(dim=0).numpy()
    return enlarged((255 * moved / max(float(moved.max()), 1e-6)).astype(np.uint8))


def sound_picture(waveform: Tensor) -> np.ndarray:
    """A sound's log-mel levels, low bands at the bottom."""
    levels = (heard(waveform) + 1) / 2
    whole = torch.nn.functional.adaptive_avg_pool2d(levels, (56, SOUND_FRAMES))[0].flip(0)
    return np.repeat((whole * 255).round().to(torch.uint8).numpy(), 2, axis=0)


def enlarged(small: np.ndarray) -> np.ndarray:
    """Each pixel twice in either direction."""
    return small.repeat(2, axis=0).repeat(2, axis=1)


def shared(asked: frozenset[str], modality: str, number: int, language: str) -> Text:
    """The kinds of things that a query and an answer have in common, as far as they are known."""
    if not asked:
        return NOTHING_KNOWN
    common = sorted(asked & binding_gallery.kinds_of(modality, number, language))
    if not common:
        return Text(f"{sign(False)} {NOTHING_SHARED.en}", f"{sign(False)} {NOTHING_SHARED.ko}")
    english, korean = (", ".join(KIND[k].text.in_language(code) for k in common) for code in ("en", "ko"))
    return Text(f"{sign(True)} {english}", f"{sign(True)} {korean}")


def with_cosine(note: Text, cosine: float) -> Text:
    """A note with how similar an answer is."""
    return Text(f"{note.en} · {cosine:.3f}", f"{note.ko} · {cosine:.3f}")


def found_words(asked: frozenset[str], hits: Found, query: str, answers: str, language: str) -> Payload:
    """Which pair of modalities this is, and the answers in words."""
    pair = Text(f"{TITLES[query].en} → {TITLES[answers].en}", f"{TITLES[query].ko} → {TITLES[answers].ko}")
    rows: list[Row] = [(pair, "", relation(query, answers))]
    for rank, hit in enumerate(hits, start=1):
        name = named(answers, hit.number, language, rank)
        rows.append((name, f"{hit.cosine:.3f}", shared(asked, answers, hit.number, language)))
    return facts(rows)


def named(modality: str, number: int, language: str, rank: int) -> Text | str:
    """What one of them is called."""
    if modality == "text":
        return gallery.texts(language)[number]
    if modality == "audio":
        return example(SOUNDS[number][0]).title
    return Text(f"Answer {rank}", f"답 {rank}")


def found_sounds(hits: Found, answers: str) -> Payload | None:
    """The sounds that were found, to listen to."""
    if answers != "audio":
        return None
    return player(
        [
            stem(example(SOUNDS[hit.number][0]).title, binding_gallery.sound_of(hit.number), colour=rank)
            for rank, hit in enumerate(hits[:3])
        ],
        SAMPLE_RATE,
    )


def five_items(found: Bound) -> Payload:
    """Everything that was chosen, as the encoders read it."""
    items = found.items
    middle = items.frames[len(items.frames) // 2]
    panes = [
        pane(items.seen.image, title=TITLES["image"]),
        pane(
            sound_picture(items.sound.waveform),
            title=TITLES["audio"],
            note=Text("log-mel levels", "로그 멜 준위"),
        ),
        pane(middle, title=Text("film", "영상"), note=Text("its middle frame", "가운데 프레임")),
        pane(motion_picture(items.frames), title=TITLES["motion"], note=Text("mean change", "평균 변화")),
    ]
    if items.depth is not None:
        layer = value_map(TITLES["depth"], items.depth, low=0.0, high=1.0, colour_map="magma")
        note = Text("disparity: 1 is near", "시차: 1이 가까움")
        panes.insert(1, pane(depth_picture(items.depth), title=TITLES["depth"], note=note, maps=[layer]))
    return pictures(panes, height=170)


def flow(found: Bound) -> Payload:
    """The shapes from what is read to vectors."""
    moments = len(found.items.frames) - 1
    frames = heard(found.items.sound.waveform).shape[-1]
    space = (found.vectors["image"].shape[0],)
    frozen, learnt = (
        Text("frozen CLIP", "고정된 CLIP"),
        Text("learnt from pictures alone", "그림만 보고 배움"),
    )
    rows: list[tuple[str, tuple[int, ...] | str, Text]] = [
        ("image", (3, SMALL, SMALL), frozen),
        ("text", f"“{found.items.text[:24]}”", frozen),
        ("audio", (1, 64, frames), learnt),
        ("depth", (1, 56, 56), learnt),
        ("motion", (moments, 56, 56), learnt),
    ]
    read = [step(TITLES[name], shape, made) for name, shape, made in rows if name in found.vectors]
    return facts(
        steps=[*read, step(Text("one space", "하나의 공간"), space, Text("unit vectors", "단위 벡터"))]
    )


def five_vectors(found: Bound) -> Payload:
    """The unit vectors."""
    return matrix(
        torch.stack([found.vectors[name] for name in found.there]),
        x_label=Text("Number of the joint space", "공동 공간의 차원"),
        y_label="",
        y_values=[TITLES[name] for name in found.there],
        colour_map="diverging",
        cell_numbers=False,
        height=170,
    )


def five_cosines(found: Bound) -> Payload:
    """The cosine of every two of a person's items."""
    whole = torch.stack([found.vectors[name] for name in found.there])
    return matrix(
        whole @ whole.T,
        x_label="",
        y_label="",
        x_values=[TITLES[name] for name in found.there],
        y_values=[TITLES[name] for name in found.there],
        colour_map="diverging",
        low=-1.0,
        high=1.0,
        height=230,
    )


def pair_facts(found: Bound) -> Payload:
    """Which of the pairs were trained, and how similar the items of each are."""
    rows: list[Row] = []
    for place, first in enumerate(found.there):
        for second in found.there[place + 1 :]:
            cosine = float(found.vectors[first] @ found.vectors[second])
            pair = Text(
                f"{TITLES[first].en} – {TITLES[second].en}", f"{TITLES[first].ko} – {TITLES[second].ko}"
            )
            rows.append((pair, f"{cosine:.3f}", relation(first, second)))
    return facts(rows)


def middle_picture(number: int) -> np.ndarray:
    """The middle of a film that can be found."""
    frames = binding_gallery.frames_of(number)
    return reduced(frames[len(frames) // 2], SMALL)
