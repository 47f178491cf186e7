"""Pictures of dishes and recipes in one space: cosines pull pairs together, and both sides must name the same category.

A picture becomes a unit vector v, a recipe a unit vector r. In a batch of pairs, with the margin α,

    together  = mean_i (1 - v_i · r_i)
    apart     = ½ mean_i mean_j max(0, v_i · r_j - α)  +  ½ mean_j mean_i max(0, v_i · r_j - α)
                over the k most similar j that are wrong for i, and i that are wrong for j
    semantic  = ½ [ -ln p(category_i | v_i) - ln p(category_i | r_i) ],   p = softmax(W ·) with one W for both sides
    loss      = together + apart + λ · semantic + naming

The recipe: a bidirectional LSTM over the lines of ingredients, and an LSTM over the vectors of instructions; their last states
are joined and projected. The picture: a small convolutional network on features of the frozen vision backbone, which
has seen food on grass and in rooms but never on a plate; so it is also taught what each cell shows and where the middle of
each piece is ("naming"), which takes the place of pretraining on photographs of food.

Salvador, Hynes, Aytar, Marin, Ofli, Weber, Torralba, "Learning Cross-modal Embeddings for Cooking Recipes and Food Images",
CVPR 2017, sections 3 and 4, equations 1 to 3; hard negatives instead of any: Faghri et al., "VSE++", BMVC 2018,
arXiv:1707.05612, section 3.2. With k = 1 and without the regulariser all vectors fall
together, so the variant without it has k = 5.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from mm_models.captioning.seeing import FEATURES, POSITIONS, positions
from mm_models.systems.recipe_retrieval.menu import CATEGORIES, FOODS
from mm_models.world.encoding import fingerprint

WIDTH = 128  # numbers of the text encoder's sentence vectors
LOUD = 8.0  # factor of unit vectors, whose single numbers are small
RARE = -3.5  # logit of a middle before anything is learnt


@dataclass(frozen=True)
class Config:
    """The network's size, and the loss's margin and weight."""

    channels: int = 2 * FEATURES  # of the features as they come: a middle stage and the last
    cells: int = 96  # numbers of a cell's vector
    blocks: int = 2  # residual convolutions on the map of cells
    glimpses: int = 4  # places that the picture is looked at
    seen: int = 192  # hidden units of the picture's last two layers
    ingredients: int = 64  # units of the bidirectional LSTM, each way
    instructions: int = 96  # units of the other LSTM
    space: int = 128  # numbers of a picture's and of a recipe's vector
    margin: float = 0.3  # α, in cosines
    hardest: int = 1  # wrong answers that count for each picture and each recipe
    semantic: float = 0.1  # λ; 0: without the regulariser
    categories: int = len(CATEGORIES)
    foods: int = len(FOODS)
    words: str = fingerprint()  # of the vocabulary that the text encoder was trained with


@dataclass(frozen=True)
class Seen:
    """What was made of pictures."""

    cells: Float[Tensor, "pictures cells side side"]
    kind: Float[Tensor, "pictures kinds side side"]  # logits; 0 is no food, then FOODS
    middle: Float[Tensor, "pictures side side"]  # logit of a piece's middle
    counts: Float[Tensor, "pictures foods"]  # how many pieces of each food are to be expected
    glimpses: Float[Tensor, "pictures glimpses side side"]  # where each looks; each sums to 1
    projected: Float[Tensor, "pictures space"]  # before it is made a unit vector

    @property
    def vector(self) -> Float[Tensor, "pictures space"]:
        """v: the unit vector."""
        return functional.normalize(self.projected, dim=1)


@dataclass(frozen=True)
class Read:
    """What was made of recipes. States behind a recipe's end are zero."""

    ingredients: Float[Tensor, "recipes lines both"]  # states at each line, forwards and backwards
    instructions: Float[Tensor, "recipes steps units"]  # states after each step
    joined: Float[Tensor, "recipes joined"]  # the last states of both
    projected: Float[Tensor, "recipes space"]

    @property
    def vector(self) -> Float[Tensor, "recipes space"]:
        """r: the unit vector."""
        return functional.normalize(self.projected, dim=1)


@dataclass(frozen=True)
class Trace:
    """A batch of pictures and of recipes, and what the shared classifier says of both."""

    seen: Seen
    read: Read
    kind: Float[Tensor, "pictures kinds side side"]
    middle: Float[Tensor, "pictures side side"]
    counts: Float[Tensor, "pictures foods"]
    ingredients: Float[Tensor, "recipes lines both"]
    instructions: Float[Tensor, "recipes steps units"]
    image: Float[Tensor, "pictures space"]  # unit vectors
    recipe: Float[Tensor, "recipes space"]
    image_category: Float[Tensor, "pictures categories"]  # logits
    recipe_category: Float[Tensor, "recipes categories"]


def convolution(inputs: int, outputs: int, kernel: int) -> nn.Sequential:
    """A convolution that keeps the side, and batch normalisation."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False), nn.BatchNorm2d(outputs)
    )


class PictureNetwork(nn.Module):
    """From the frozen backbone's features to what lies where, how many there are, and one vector."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.first = convolution(config.channels + POSITIONS, config.cells, 1)
        self.blocks = nn.ModuleList(convolution(config.cells, config.cells, 3) for _ in range(config.blocks))
        self.kind = nn.Conv2d(config.cells, config.foods + 1, 1)
        self.middle = nn.Conv2d(config.cells, 1, 1)
        self.look = nn.Conv2d(config.cells, config.glimpses, 1)
        pooled = (1 + config.glimpses) * config.cells + 2 * config.foods
        self.hidden = nn.Linear(pooled, config.seen)
        self.project = nn.Linear(config.seen, config.space)
        nn.init.constant_(self.middle.bias, RARE)  # type: ignore[arg-type]

    def forward(self, features: Float[Tensor, "pictures channels side side"]) -> Seen:
        where = positions(features.shape[-1]).to(features).expand(len(features), -1, -1, -1)
        cells = self.first(torch.cat([features, where], dim=1)).relu()
        for block in self.blocks:
            cells = (cells + block(cells)).relu()
        kind, middle = self.kind(cells), self.middle(cells)[:, 0]
        glimpses = self.look(cells).flatten(2).softmax(dim=2).unflatten(2, cells.shape[2:])
        counts, shares = counted(kind, middle), kind.softmax(dim=1)[:, 1:]
        looked = torch.einsum("bghw,bchw->bgc", glimpses, cells).flatten(1)
        first = torch.einsum("bhw,bfhw->bf", glimpses[:, 0], shares)
        pooled = torch.cat([cells.amax(dim=(2, 3)), looked, counts, first], dim=1)
        return Seen(cells, kind, middle, counts, glimpses, self.project(self.hidden(pooled).relu()))


def counted(
    kind: Float[Tensor, "pictures kinds side side"], middle: Float[Tensor, "pictures side side"]
) -> Float[Tensor, "pictures foods"]:
    """How many pieces of each food there are: the sum over cells of the probability that the middle of a piece lies there, and
    that it is this food."""
    return torch.einsum("bhw,bfhw->bf", middle.sigmoid(), kind.softmax(dim=1)[:, 1:])


class RecipeNetwork(nn.Module):
    """From the vectors of lines and of steps to one vector."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.ingredients = nn.LSTM(WIDTH, config.ingredients, batch_first=True, bidirectional=True)
        self.instructions = nn.LSTM(WIDTH, config.instructions, batch_first=True)
        joined = 2 * config.ingredients + config.instructions
        self.hidden = nn.Linear(joined, config.seen)
        self.project = nn.Linear(config.seen, config.space)

    def forward(
        self,
        ingredients: Float[Tensor, "recipes lines width"],
        lines: Int[Tensor, " recipes"],
        instructions: Float[Tensor, "recipes steps width"],
        steps: Int[Tensor, " recipes"],
    ) -> Read:
        """Reads recipes of which only the first `lines` and `steps` rows count."""
        at_lines, both = states(self.ingredients, ingredients, lines)
        at_steps, last = states(self.instructions, instructions, steps)
        joined = torch.cat([both, last], dim=1)
        return Read(at_lines, at_steps, joined, self.project(self.hidden(joined).tanh()))


def states(
    network: nn.LSTM, rows: Float[Tensor, "recipes rows width"], lengths: Int[Tensor, " recipes"]
) -> tuple[Float[Tensor, "recipes rows units"], Float[Tensor, "recipes units"]]:
    """The states at all rows, and the last one of each direction."""
    packed = pack_padded_sequence(LOUD * rows, lengths.cpu(), batch_first=True, enforce_sorted=False)
    found, (last, _) = network(packed)
    padded, _ = pad_packed_sequence(found, batch_first=True, total_length=rows.shape[1])
    return padded, last.transpose(0, 1).flatten(1)


class RecipeRetrieval(nn.Module):
    """Both networks, and the classifier that they share.

    Raises:
        ValueError: the configuration belongs to another vocabulary.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        if config.words != fingerprint():
            raise ValueError(
                "the world's vocabulary has changed since this network was trained: train it again"
            )
        self.config = config
        self.picture, self.recipe = PictureNetwork(config), RecipeNetwork(config)
        self.classify = nn.Linear(config.space, config.categories)

    def forward(
        self,
        features: Float[Tensor, "pictures channels side side"],
        ingredients: Float[Tensor, "recipes lines width"],
        lines: Int[Tensor, " recipes"],
        instructions: Float[Tensor, "recipes steps width"],
        steps: Int[Tensor, " recipes"],
    ) -> Trace:
        """Reads pictures and recipes."""
        seen, read = self.picture(features), self.recipe(ingredients, lines, instructions, steps)
        return Trace(
            seen=seen,
            read=read,
            kind=seen.kind,
            middle=seen.middle,
            counts=seen.counts,
            ingredients=read.ingredients,
            instructions=read.instructions,
            image=seen.vector,
            recipe=read.vector,
            image_category=self.category(seen.vector),
            recipe_category=self.category(read.vector),
        )

    def category(self, vectors: Float[Tensor, "items space"]) -> Float[Tensor, "items categories"]:
        """Logits of the categories, from unit vectors of either side."""
        return self.classify(LOUD * vectors)


def retrieval_loss(
    cosines: Float[Tensor, "pictures recipes"],
    alike: Bool[Tensor, "pictures recipes"],
    margin: float,
    hardest: int,
) -> dict[str, Float[Tensor, ""]]:
    """The cosine loss (equation 1): of each pair, and of the most similar wrong recipes of each picture and pictures of each recipe.

    A recipe that tells what another picture shows as well is not wrong.
    """
    together = (1 - cosines.diagonal()).mean()
    over = functional.relu(cosines - margin).masked_fill(alike, 0.0)
    count = min(hardest, len(cosines))
    apart = (over.topk(count, dim=1).values.mean() + over.topk(count, dim=0).values.mean()) / 2
    return {"together": together, "apart": apart}
