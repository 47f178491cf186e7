"""Makes speech-en.flac and speech-ko.flac, the two spoken examples, with free speech synthesisers.

Run from the root of the repository:    PYTHONPATH=. python assets/examples/make_speech.py

It needs `flite` and `espeak-ng` on the path (Debian: apt-get install flite espeak-ng). The application never does: it
reads the files. The commands it runs are

    flite -voice slt -t "A dog is barking on the grass while the rain begins to fall." -o raw.wav
    espeak-ng -v ko -s 175 -p 50 -w raw.wav "비가 내리는데 개 한 마리가 풀밭에서 짖고 있습니다."

and then it resamples to 16 kHz, trims the silence at both ends and sets the peak.
"""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from mm_models.intake.limits import SoundLimits
from mm_models.intake.sound import SAMPLE_RATE, read_sound

ENGLISH = "A dog is barking on the grass while the rain begins to fall."
KOREAN = "비가 내리는데 개 한 마리가 풀밭에서 짖고 있습니다."
COMMANDS = {
    "speech-en": ["flite", "-voice", "slt", "-t", ENGLISH, "-o"],
    "speech-ko": ["espeak-ng", "-v", "ko", "-s", "175", "-p", "50", KOREAN, "-w"],
}
PEAK = 0.7
MARGIN_S = 0.1  # of silence left at either end


def main() -> None:
    folder = Path(__file__).parent
    for name, command in COMMANDS.items():
        soundfile.write(folder / f"{name}.flac", spoken(command), SAMPLE_RATE, subtype="PCM_16")


def spoken(command: list[str]) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.wav"
        subprocess.run([*command, str(raw)], check=True)
        waveform = read_sound(raw, limits=SoundLimits(max_seconds=10.0)).waveform.numpy()
    return trimmed(waveform) * (PEAK / np.abs(waveform).max())


def trimmed(waveform: np.ndarray) -> np.ndarray:
    loud = np.flatnonzero(np.abs(waveform) > 0.01 * np.abs(waveform).max())
    margin = round(MARGIN_S * SAMPLE_RATE)
    return waveform[max(0, loud[0] - margin) : loud[-1] + margin]


if __name__ == "__main__":
    main()
