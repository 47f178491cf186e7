"""Who speaks: synthetic voices and people, each in one part only, so that those of the test were never heard in training.

A synthetic voice is one of eSpeak NG's variants or one of flite's voices, with a pitch, a rate and a size of head of its own (all its
sound played faster or slower, which moves formants and pitch together).
"""

from dataclasses import dataclass

import numpy as np

from mm_models.world.draws import pick

PARTS = ("train", "validation", "test")
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-029", "en-gb-x-rp", "en-gb-x-gbclan", "en-us-nyc")
VARIANTS = {
    "train": (
        "m1", "m2", "m3", "m4", "m5", "m6", "f1", "f2", "f3", "adam", "Alicia", "Andy", "Annie", "antonio", "aunty", "belinda",
        "boris", "david", "Diogo", "ed", "edward", "Gene", "Hugo", "iven", "iven3", "Jacky", "Lee", "Marco", "Mario", "max", "michel",
        "Mike", "norbert", "pablo", "quincy", "rob", "sandro", "steph", "steph3", "travis", "zac", "grandma", "klatt", "klatt3",
    ),
    "validation": ("m7", "f4", "Andrea", "benjamin", "Henrique", "linda", "paul", "klatt2"),
    "test": (
        "m8", "f5", "Alex", "anika", "caleb", "Denis", "edward2", "Gene2", "iven2", "John", "Michael", "miguel", "pedro", "robert",
        "shelby", "steph2", "victor", "grandpa", "klatt4",
    ),
}  # fmt: skip
FLITE = {"train": ("slt", "awb", "kal16"), "validation": (), "test": ("rms",)}
SPEAKERS = {"train": ("george", "jackson"), "validation": (), "test": ("lucas", "nicolas")}
TWINS = {"train": 2, "validation": 1, "test": 1}  # voices from one variant
SIZES = (0.88, 0.94, 1.0, 1.06, 1.12)  # of flite's voices


@dataclass(frozen=True)
class Voice:
    """A speaker."""

    name: str
    engine: str  # "espeak", "flite" or "person"
    base: str  # eSpeak's language and variant, flite's voice, or the person's name
    faster: float = 1.0  # all the sound is played faster and higher by this
    words_a_minute: int = 165
    pitch: int = 50  # eSpeak's scale, 0 to 99


def voices(part: str) -> tuple[Voice, ...]:
    """All voices of a part."""
    made = [espeak_voice(variant, twin) for variant in VARIANTS[part] for twin in range(TWINS[part])]
    sized = [
        Voice(f"{base} {size}", "flite", base, faster=size)
        for base in FLITE[part]
        for size in (SIZES if part == "train" else SIZES[1:4:2])
    ]
    return (*made, *sized, *(Voice(name, "person", name) for name in SPEAKERS[part]))


def espeak_voice(variant: str, twin: int) -> Voice:
    """A voice from a variant; twins have another accent, pitch and rate."""
    rng = np.random.default_rng((int.from_bytes(variant.encode(), "little") % 2**32, twin))
    return Voice(
        name=f"{variant} {twin}",
        engine="espeak",
        base=f"{pick(rng, ACCENTS)}+{variant}",
        faster=float(rng.choice((0.95, 1.0, 1.05))),
        words_a_minute=int(rng.integers(135, 195)),
        pitch=int(rng.integers(25, 80)),
    )
