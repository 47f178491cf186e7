"""What a captioner with a checklist still has to name, and what it has named, at one word."""

import numpy as np
from torch import Tensor

from demos.tabs.caption.captioning_speech import Glance, on_cpu, tensor_of
from demos.tabs.caption.captioning_words import Row
from mm_models.captioning.checklist import Checklist, checklist, still_there, told_cells
from mm_models.captioning.decoding import Word
from mm_models.text import Text
from mm_models.world.captions import LANGUAGES
from mm_models.world.kinds import KINDS
from mm_models.world.rendering import CELLS

UNNAMED = Text("nothing is left to name", "더 말할 것이 없습니다")
NAMED = Text("nothing that is there", "그림에 있는 것은 아직 없습니다")


def checklist_rows(word: Word, seen: Glance) -> list[Row]:
    """What there is and has not been named, before the word; nothing for a captioner without a checklist."""
    told = tensor_of(word, "told")
    if told is None:
        return []
    items = checklist(on_cpu(seen.annotations))
    left = float(still_there(items, told[None])[0])
    return [
        (Text("Kinds left to name", "남은 종류"), f"{left:.1f}", listed(items, told == 0, UNNAMED)),
        (Text("Named so far", "이미 말한 종류"), f"{int(told.sum())}", listed(items, told > 0, NAMED)),
    ]


def listed(items: Checklist, which: Tensor, otherwise: Text) -> Text:
    """Some kinds of a checklist, each with how many things of it were seen; `otherwise` where there are none."""
    found = [
        (kind.text, float(number))
        for kind, number, there, wanted in zip(KINDS, items.number[0], items.there[0], which, strict=True)
        if wanted and there > 0
    ]
    if not found:
        return otherwise
    en, ko = (
        ", ".join(f"{name.in_language(language)} × {number:.1f}" for name, number in found)
        for language in LANGUAGES
    )
    return Text(en, ko)


def named_cells(word: Word, seen: Glance) -> np.ndarray | None:
    """How far each cell shows what has been named; None for a captioner without a checklist."""
    told = tensor_of(word, "told")
    if told is None:
        return None
    return told_cells(checklist(on_cpu(seen.annotations)), told[None])[0].numpy().reshape(CELLS, CELLS)
