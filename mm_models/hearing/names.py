"""What the sounds are called, and which thing of the world makes each."""

from mm_models.audio.foley import FOLEY
from mm_models.world.kinds import group

SOUNDS: tuple[str, ...] = (*FOLEY, "none")  # in the order of the classifiers' rows
NONE = len(FOLEY)
KIND_OF: dict[str, str] = dict(zip(FOLEY, group("sound"), strict=True))  # the world's word for what sounds
SOUND_OF: dict[str, str] = {kind: sound for sound, kind in KIND_OF.items()}
