"""Show, Attend and Tell: an LSTM that looks somewhere before every word (Xu et al. 2015), in three variants.

Soft attention with its maps taught, soft attention that must emerge by itself, and hard attention; one code, three
configurations. A fourth, smaller one is kept at several moments of its training.
"""

from dataclasses import replace
from functools import partial

import torch
from torch import Tensor

from mm_models.captioning.cards import ABOUT, DATA, LISTED, SHARED
from mm_models.captioning.examples import example_inputs
from mm_models.system import Card, Family, System
from mm_models.systems.show_attend_tell import stages
from mm_models.systems.show_attend_tell.evaluate import evaluate
from mm_models.systems.show_attend_tell.model import Config, ShowAttendTell
from mm_models.systems.show_attend_tell.train import OTHERS_STEPS, STEPS, gumbel, rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, ...]:
    """Some noise as annotations, random words, and for hard attention which cells are drawn."""
    annotations, ids = example_inputs(config.channels, generator)
    if not config.hard:
        return annotations, ids
    shape = (*ids.shape, annotations.shape[2] * annotations.shape[3])
    return annotations, ids, gumbel(shape, generator), torch.arange(len(ids)) % 2 == 0


DEPARTURES = (
    *SHARED,
    "Annotations are the vision backbone's finished map with its heads' probabilities and two-dimensional positions, through "
    "one linear layer, instead of a lower layer of VGG.",
    "The scores also see the sum of the maps so far (coverage, Tu et al. 2016), because without it the network names things "
    "twice; the paper leaves that to the doubly stochastic loss.",
    "LSTM of 320 units whose forget gate starts open; its first state comes from one layer instead of a perceptron, and from each channel's "
    "largest value beside the mean; AdamW instead of Adam or RMSProp.",
    f"{LISTED} Here it also reads how many things there are of the kind that it looks at.",
)
TAUGHT = (
    "Maps are supervised: for every word the loss has -log of the attention on the thing that is named next, and on the empty cells "
    "after the last one, which the paper's data does not have. The unguided variant learns without it.",
)
BRIEF = f"Learnt for {OTHERS_STEPS:,} steps, where the guided one had {STEPS:,}."
EMERGING = ("Nothing beyond the paper's loss tells the network where to look.", BRIEF)
DRAWN = (
    "The reward is a caption's mean log-probability of a word instead of the sum, and its weight and that of the entropy are "
    "ours; when it speaks, the network looks at the likeliest cell.",
    BRIEF,
)

SYSTEM = System(
    name="show-attend-tell",
    title=Text("Show, Attend and Tell", "Show, Attend and Tell (소프트 어텐션)"),
    family=Family.TRANSLATING,
    sources=("Xu, Ba, Kiros, Cho, Courville, Salakhutdinov, Zemel, Bengio 2015, arXiv:1502.03044",),
    config=Config(peak=True, checklist=True),
    tiny=Config(peak=True, channels=16, annotation=16, inner=8, embedding=16, hidden=24),
    build=ShowAttendTell,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=Card(
        about=f"Captions a picture and shows where it looks for every word. {ABOUT}",
        data=DATA,
        licence="Apache-2.0",
        departures=(*DEPARTURES, *TAUGHT),
    ),
    needs=("vision-backbone",),
    compact=True,
)

UNGUIDED = replace(
    SYSTEM,
    name="show-attend-tell-unguided",
    title=Text("Show, Attend and Tell, maps not taught", "Show, Attend and Tell (지도 학습 없는 어텐션)"),
    config=replace(SYSTEM.config, supervision=0.0),
    tiny=replace(SYSTEM.tiny, supervision=0.0),
    evaluate=partial(evaluate, name="show-attend-tell-unguided"),
    card=replace(SYSTEM.card, departures=(*DEPARTURES, *EMERGING)),
)

HARD = replace(
    SYSTEM,
    name="show-attend-tell-hard",
    title=Text("Show, Attend and Tell, hard attention", "Show, Attend and Tell (하드 어텐션)"),
    config=replace(SYSTEM.config, hard=True),
    tiny=replace(SYSTEM.tiny, hard=True),
    evaluate=partial(evaluate, name="show-attend-tell-hard"),
    card=replace(SYSTEM.card, departures=(*DEPARTURES, *TAUGHT, *DRAWN)),
)

STAGES = replace(
    SYSTEM,
    name=stages.NAME,
    title=Text("Show, Attend and Tell, learning", "Show, Attend and Tell (학습 과정)"),
    config=stages.Config(checklist=True),
    tiny=stages.tiny(),
    build=stages.Stages,
    train=stages.train,
    rehearse=stages.rehearse,
    evaluate=stages.evaluate,
    card=replace(
        SYSTEM.card,
        about=f"A smaller Show, Attend and Tell as it was at six moments of its training, to watch it learn. {ABOUT}",
        departures=(
            *DEPARTURES,
            *TAUGHT,
            "A quarter of the other network's units, and no average of the weights.",
        ),
    ),
)
