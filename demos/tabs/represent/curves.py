"""What the Sound Lab's plots share: curves light enough to send, whose peaks survive, and numbers as one prints them."""

import numpy as np
from torch import Tensor

from demos.views.packing import envelope, pool

Curve = tuple[np.ndarray, np.ndarray]  # x (points,), rising, and y (points,)


def outline(x: Tensor, y: Tensor, points: int) -> Curve:
    """A swinging curve of at most `points` points: the lowest and the highest value of every stretch of it."""
    across, up = x.numpy(), y.numpy()
    if len(up) <= points:
        return across, up
    lows, highs = envelope(up, points // 2)
    width = -(-len(up) // (points // 2))
    starts = np.arange(0, len(up), width)
    middles = np.minimum(starts + width // 2, len(up) - 1)
    x_pairs, y_pairs = np.stack([across[starts], across[middles]], axis=1), np.stack([lows, highs], axis=1)
    return x_pairs.reshape(-1), y_pairs.reshape(-1)


def upper(x: Tensor, y: Tensor, points: int) -> Curve:
    """A spectrum of at most `points` points: the highest of every few neighbours, at the middle of them."""
    across = x.numpy()
    highest, factor = pool(y.numpy(), points, axis=0)
    starts = np.arange(0, len(across), factor)
    ends = np.minimum(starts + factor, len(across)) - 1
    return (across[starts] + across[ends]) / 2, highest


def number(value: float, digits: int) -> str:
    """A number with `digits` behind the point and a true minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")
