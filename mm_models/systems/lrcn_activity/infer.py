"""What is done in clips, as far as each frame shows it."""

import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.captioning.watching import Sight
from mm_models.systems.lrcn_activity.model import LrcnActivity, Trace


@torch.no_grad()
def recognise(model: LrcnActivity, sight: Sight) -> Trace:
    """Reads clips as `watching.watch` sees them; they may have any number of frames."""
    return model(sight.to(next(model.parameters()).device))


def running(logits: Float[Tensor, "clips frames activities"]) -> Float[Tensor, "clips frames activities"]:
    """The answer after 1, 2, 3 ... frames: the mean of the distributions so far."""
    counts = torch.arange(1, logits.shape[1] + 1, device=logits.device)
    return logits.softmax(dim=2).cumsum(dim=1) / counts[:, None]
