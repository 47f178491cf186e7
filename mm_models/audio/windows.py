"""Window functions: what a short look at a sound does to its spectrum.

Cutting N samples out of a sound multiplies it by a window w, and multiplying in time smears in frequency:
every pure tone becomes a copy of the window's own spectrum W(f) = Σ w[n] exp(-2πi f n / N). Its main lobe
says how far apart two tones must be to be told apart; its side lobes say how much of a loud tone leaks over a
quiet one. No window has both narrow: rectangular (narrow lobe, strong leakage), Hann, Hamming, Blackman (wide
lobe, hardly any leakage).

Source: F. J. Harris, "On the use of windows for harmonic analysis with the discrete Fourier transform",
Proceedings of the IEEE 66(1), 1978: Table I has these windows with their lobes and noise bandwidths.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.audio.decibels import amplitude_to_db

_SHAPES: dict[str, Callable[..., Tensor]] = {
    "rectangular": torch.ones,
    "hann": torch.hann_window,
    "hamming": torch.hamming_window,
    "blackman": torch.blackman_window,
}
WINDOWS: tuple[str, ...] = tuple(_SHAPES)

_POINTS_PER_BIN = 64  # of the zero-padded spectrum in which lobes are measured


@dataclass(frozen=True)
class LeakageTrace:
    """A window's spectrum, over half of it (the other half mirrors it), and the numbers that sum it up."""

    bins: Float[Tensor, "points"]  # distance from the tone, in DFT bins of the window's own length
    decibels: Float[Tensor, "points"]  # against the top of the main lobe
    noise_bandwidth_bins: float
    main_lobe_bins: float  # from null to null
    highest_side_lobe_db: float | None  # None where the window is too short to have side lobes


def window(name: str, length: int) -> Float[Tensor, "samples"]:
    """The periodic window `name` of `length` samples; ValueError for a name not in `WINDOWS` or no length."""
    if name not in _SHAPES:
        raise ValueError(f"no window named {name!r}; choose one of {', '.join(WINDOWS)}")
    if length < 1:
        raise ValueError(f"a window needs at least one sample, got {length}")
    # In double precision first: torch's float32 cosine leaves errors of 1e-7 that show as a floor of leakage.
    return _SHAPES[name](length, dtype=torch.float64).to(torch.float32)


def leakage(window: Float[Tensor, "samples"], n_fft: int | None = None) -> LeakageTrace:
    """The spectrum of `window` zero-padded to `n_fft` samples (64 a bin unless told), and its lobes."""
    length = len(window)
    n_fft = n_fft or _POINTS_PER_BIN * length
    if n_fft < length:
        raise ValueError(f"n_fft ({n_fft}) must not be shorter than the window ({length} samples)")
    magnitude = torch.fft.rfft(window.double(), n=n_fft).abs()
    decibels = amplitude_to_db(magnitude, reference=magnitude[0].item())
    null = _first_null(magnitude)
    beyond = decibels[null:]
    return LeakageTrace(
        bins=torch.arange(len(magnitude), dtype=torch.float32) * length / n_fft,
        decibels=decibels.float(),
        noise_bandwidth_bins=noise_bandwidth_bins(window),
        main_lobe_bins=2 * null * length / n_fft,
        highest_side_lobe_db=beyond.max().item() if len(beyond) > 1 else None,
    )


def _first_null(magnitude: Float[Tensor, "points"]) -> int:
    """Index of the first minimum right of the main lobe; the last index where the lobe never ends."""
    rises = torch.nonzero(magnitude[1:] > magnitude[:-1])
    return int(rises[0]) if len(rises) else len(magnitude) - 1


def noise_bandwidth_bins(window: Float[Tensor, "samples"]) -> float:
    """Equivalent noise bandwidth N Σw² / (Σw)² in DFT bins: 1 for rectangular."""
    exact = window.double()
    return (len(window) * exact.square().sum() / exact.sum().square()).item()


def overlap_sum(window: Float[Tensor, "samples"], hop_length: int) -> Float[Tensor, "hop"]:
    """Sum of copies of `window` that lie `hop_length` samples apart, over one period of that sum."""
    if hop_length < 1:
        raise ValueError(f"the hop must be at least one sample, got {hop_length}")
    gap = -len(window) % hop_length
    return torch.nn.functional.pad(window, (0, gap)).reshape(-1, hop_length).sum(dim=0)


def is_cola(window: Float[Tensor, "samples"], hop_length: int, tolerance: float = 1e-5) -> bool:
    """Whether the overlapping windows have a constant sum ("constant overlap-add"), within `tolerance`."""
    total = overlap_sum(window, hop_length)
    return bool((total - total.mean()).abs().max() <= tolerance * total.mean())
