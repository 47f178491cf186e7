"""What comes from outside, checked before it is used: sounds, pictures and text.

Uploads are hostile until checked. The file's size is read before the file, the header before the content, and no
more is decoded than the limits allow. Everything else in the application sees a `Sound`, a `Picture` or a plain
string, or the person sees one sentence, the text of an `InputError`.
"""

from mm_models.intake.errors import InputError
from mm_models.intake.limits import SoundLimits
from mm_models.intake.sound import Sound, read_sound

__all__ = ["InputError", "Sound", "SoundLimits", "read_sound"]
