"""The world's words beyond its nouns: numbers, sizes, relations and places in English and Korean, with their synonyms.

The first phrase of each list is the usual one; captions draw from all of them, and parsers understand all of them.
"""

import numpy as np

from mm_models.text import Text
from mm_models.world.draws import pick

NUMBERS_EN: tuple[str, ...] = ("no", "one", "two", "three", "four")
NUMBERS_KO: tuple[str, ...] = ("없음", "한", "두", "세", "네")

SIZES_EN: dict[str, tuple[str, ...]] = {"small": ("small", "little"), "large": ("large", "big")}
SIZES_KO: dict[str, tuple[str, ...]] = {"small": ("작은", "조그만"), "large": ("큰", "커다란")}

RELATIONS_EN: dict[str, tuple[str, ...]] = {
    "left of": ("to the left of", "on the left of", "left of"),
    "right of": ("to the right of", "on the right of", "right of"),
    "above": ("above", "over"),
    "below": ("below", "under", "beneath"),
    "next to": ("next to", "beside", "right next to"),
    "on": ("on top of", "on"),
}
RELATIONS_KO: dict[str, tuple[str, ...]] = {
    "left of": ("왼쪽", "왼편"),
    "right of": ("오른쪽", "오른편"),
    "above": ("위쪽",),
    "below": ("아래쪽", "아래"),
    "next to": ("옆", "바로 옆"),
    "on": ("위", "바로 위"),
}
PLACES_EN: dict[str, tuple[str, ...]] = {
    "grass": ("on the grass", "in a meadow"),
    "beach": ("on the beach", "at the beach"),
    "snow": ("in the snow", "on the snow"),
    "desert": ("in the desert", "in a desert"),
    "city": ("in the city", "in a city"),
    "room": ("in a room", "in the room"),
    "night sky": ("in the night sky", "under the night sky", "at night"),
}
PLACES_KO: dict[str, tuple[str, ...]] = {
    "grass": ("풀밭", "잔디밭"),
    "beach": ("해변", "바닷가"),
    "snow": ("눈밭",),
    "desert": ("사막",),
    "city": ("도시",),
    "room": ("방 안", "방"),
    "night sky": ("밤하늘",),
}
PLACE_TEXT: dict[str, Text] = {
    name: Text(en=name, ko=PLACES_KO[name][-1 if name == "room" else 0]) for name in PLACES_EN
}


def one_of(rng: np.random.Generator, table: dict[str, tuple[str, ...]], key: str) -> str:
    """A phrase for the key: the usual one in half of the draws, else any of them."""
    phrases = table[key]
    return phrases[0] if rng.random() < 0.5 else pick(rng, phrases)
