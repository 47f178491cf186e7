"""Video captioning with temporal attention: for every word, which frames of a clip matter (Yao et al. 2015)."""

import torch
from torch import Tensor

from mm_models.captioning.examples import example_inputs
from mm_models.system import Card, Family, System
from mm_models.systems.video_captioner.evaluate import evaluate
from mm_models.systems.video_captioner.model import Config, VideoCaptioner
from mm_models.systems.video_captioner.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some noise as what is seen of clips, and random words."""
    _, ids = example_inputs(config.channels, generator)
    return torch.randn(len(ids), config.channels, config.frames, 4, 4, generator=generator), ids


SYSTEM = System(
    name="video-captioner",
    title=Text("Video captioning with temporal attention", "시간 어텐션 동영상 캡션"),
    family=Family.TRANSLATING,
    sources=("Yao, Torabi, Cho, Ballas, Pal, Larochelle, Courville 2015, arXiv:1502.08029",),
    config=Config(),
    tiny=Config(channels=16, squeezed=8, motion=8, vector=16, inner=8, embedding=16, hidden=24),
    build=VideoCaptioner,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=Card(
        about=(
            "Captions a clip of twelve frames and shows which frames it attends to for every word. It knows one or two things of "
            "68 kinds that enter, leave, cross, rise, fall, grow, shrink, spin or jump, drawn, with a camera that stands still, in "
            "English and Korean. Of any other video it speaks with the same confidence, and what it says is nonsense. Not fit for "
            "describing people, or for anyone who relies on a description."
        ),
        data=(
            "Clips and captions made by `mm_models.world`; its drawings and their licences are listed in assets/world/LICENCES.md.",
        ),
        licence="Apache-2.0",
        departures=(
            "A world of drawings with captions by a grammar instead of films with captions by people; 12 frames instead of 26.",
            "A frame's vector has the cells of our vision backbone's map with its heads' probabilities, weighted by how much each "
            "changes and summed in the left and the right half, and the largest changes, instead of GoogLeNet's last layer: the "
            "paper's vector says what is there, ours what moves.",
            "The 3-D CNN reads these maps (7 × 7 cells, where each is, and changes) instead of histograms of oriented gradients and "
            "optical flow, has two layers instead of three, learns to name each frame's motions together with the captions instead of "
            "actions before them, and keeps every frame instead of pooling over time.",
            "A frame's vector also says when it is, because captions tell what came first; the paper's does not.",
            "LSTM of 256 units; AdamW instead of Adadelta; greedy decoding instead of beam search.",
            "Captions to learn from tell events in the order in which they happen, so that what the next noun is about follows. The "
            "weights that ship learnt 2,000 steps with events told in any order, under two schedules, and then 400 more (rate 7e-4) "
            "with events in order; the recipe in the code has them in order throughout.",
            "English and Korean in one network, which the first token chooses between.",
        ),
    ),
    needs=("vision-backbone",),
    compact=True,
)
