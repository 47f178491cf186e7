"""The example that CLIP's own repository prints, by the pretrained CLIP as this application runs it.

It needs the checkpoint (605 MB) and CIFAR-100 (161 MB), so it runs only when it is asked for: `make test ARGS="-m online"`.
A checkpoint that is cached costs no request; the photographs are fetched into a folder that pytest throws away again.
Source: github.com/openai/CLIP, README.md, "Zero-Shot Prediction": ViT-B/32, CIFAR-100's test picture 3637.
"""

import numpy as np
import pytest
import torch

from mm_models.pretrained import clip

PICTURE, CLASS = 3637, "snake"
PRINTED = {"snake": 0.6531, "turtle": 0.1229, "sweet_pepper": 0.0383, "lizard": 0.0188, "crocodile": 0.0175}
NEAR = 0.03  # "the exact numbers may be slightly different depending on the compute device", and on how pictures are enlarged


@pytest.fixture(scope="module")
def model():
    """The pretrained CLIP; without a network and a cache the test is skipped, with a file that is not the pinned one it fails."""
    try:
        return clip.load("cpu")
    except OSError as error:
        pytest.skip(f"the pretrained CLIP cannot be had: {type(error).__name__}")


@pytest.fixture(scope="module")
def photographs(tmp_path_factory):
    """CIFAR-100's test part."""
    from torchvision.datasets import CIFAR100

    try:
        return CIFAR100(tmp_path_factory.mktemp("cifar100"), train=False, download=True)
    except (OSError, RuntimeError) as error:
        pytest.skip(f"CIFAR-100 cannot be had: {type(error).__name__}")


@pytest.mark.online
@torch.inference_mode()
def test_the_readmes_picture_is_a_snake_with_the_probabilities_that_it_prints(model, photographs):
    image, number = photographs[PICTURE]
    assert photographs.classes[number] == CLASS
    seen = model.see(model.pixels([np.asarray(image)]))
    read = model.read([f"a photo of a {name}" for name in photographs.classes])
    shares = (model.scale * seen.vector @ read.vector.T).softmax(dim=1)[0]
    found = dict(zip(photographs.classes, shares.tolist(), strict=True))
    assert sorted(found, key=found.__getitem__)[:-3:-1] == list(PRINTED)[:2]
    assert {name: found[name] for name in PRINTED} == pytest.approx(PRINTED, abs=NEAR)
