"""The kinds of thing in the world, with their words in English and Korean.

Read from `assets/world/things.json`, which `build_atlas` makes from a hand-written table and from emojibase's tags.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from mm_models.text import Text

ASSETS = Path(__file__).parents[2] / "assets" / "world"


@dataclass(frozen=True)
class Kind:
    """A kind of thing: its names, how Korean counts it, how people tag it, and what it is good for."""

    name: str  # the English noun, also the key
    one: str  # as it is counted: "dog", "bowl of rice"
    many: str
    ko: str
    counter: str  # Korean counter word, as in "개 두 마리"
    groups: frozenset[str]
    colours: tuple[str, ...]  # the colours that it has by nature; none when it comes in every colour
    colourable: bool
    glyphs: tuple[str, ...]
    tags_en: tuple[str, ...]
    tags_ko: tuple[str, ...]

    @property
    def text(self) -> Text:
        """Its name in both languages."""
        return Text(en=self.name, ko=self.ko)


def _kind(row: dict) -> Kind:
    colourable = row["colours"] == ["any"]
    return Kind(
        name=row["name"],
        one=row["one"],
        many=row["many"],
        ko=row["ko"],
        counter=row["counter"],
        groups=frozenset(row["groups"]),
        colours=() if colourable else tuple(row["colours"]),
        colourable=colourable,
        glyphs=tuple(row["glyphs"]),
        tags_en=tuple(row["tags"]["en"]),
        tags_ko=tuple(row["tags"]["ko"]),
    )


KINDS: tuple[Kind, ...] = tuple(map(_kind, json.loads((ASSETS / "things.json").read_text(encoding="utf-8"))))
KIND: dict[str, Kind] = {kind.name: kind for kind in KINDS}
KIND_INDEX: dict[str, int] = {
    kind.name: position + 1 for position, kind in enumerate(KINDS)
}  # 0 is the background


def group(name: str) -> tuple[str, ...]:
    """Names of the kinds in a group: "sound", "photo", "food", "animal", "vehicle", "plant" or "thing"."""
    return tuple(kind.name for kind in KINDS if name in kind.groups)
