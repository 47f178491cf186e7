"""Makes the sounds and the mouths of the talking examples in assets/examples/talkers, with free speech synthesisers.

Run from the root of the repository:    PYTHONPATH=. python assets/examples/make_talkers.py

It needs `flite` and `espeak-ng` (Debian: apt-get install flite espeak-ng). The application never does: it reads the files.
The sentences are this project's own.
"""

from dataclasses import replace

import numpy as np
import soundfile
from safetensors.numpy import save_file

from mm_models.talking.examples import EXAMPLES, FOLDER, LEVELS, POSES, Example
from mm_models.talking.speaking import SAMPLE_RATE, Utterance, say
from mm_models.talking.voices import voices
from mm_models.world.faces import FPS

MOST_S = 3.6
QUIET = 60  # of 32768
PER_FRAME = SAMPLE_RATE // FPS


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    said = {each.key: trimmed(spoken(each)) for each in EXAMPLES}
    for key, utterance in said.items():
        soundfile.write(FOLDER / f"{key}.flac", utterance.samples, SAMPLE_RATE, subtype="PCM_16")
    poses = {key: np.rint(each.pose * LEVELS).astype(np.uint8) for key, each in said.items()}
    save_file(poses, FOLDER / POSES)


def spoken(example: Example) -> Utterance:
    voice = {each.name: each for each in voices("test")}[example.voice]
    if example.language:
        voice = replace(voice, base=f"{example.language}+{voice.base.partition('+')[2]}")
    return say(example.says, voice, np.random.default_rng(example.face))


def trimmed(utterance: Utterance) -> Utterance:
    """Without the silence before and after, in whole frames of the film, and not too long."""
    frames = np.abs(utterance.samples.reshape(len(utterance.pose), PER_FRAME)).max(axis=1)
    loud = np.flatnonzero(frames > QUIET)
    first = max(0, loud[0] - 2)
    last = min(len(frames), loud[-1] + 3, first + round(MOST_S * FPS))
    return Utterance(utterance.samples[first * PER_FRAME : last * PER_FRAME], utterance.pose[first:last])


if __name__ == "__main__":
    main()
