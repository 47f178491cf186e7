"""The short-time Fourier transform (STFT): a spectrum for every moment.

Cut the sound into overlapping frames, multiply each with a window w, and take the DFT of each:

    X[k, t] = Σ_n x[n + t·hop] w[n] exp(-2πi k n / n_fft)

Columns are moments, rows are frequencies. A long window tells frequencies apart, a short one tells moments
apart, and their product is fixed: time resolution × frequency resolution = a constant of the window.
Zero-padding a frame to n_fft draws the same spectrum on a finer grid; it resolves nothing new.

**Framing.** As in torch.stft and librosa.stft, the window lies in the middle of its n_fft samples, and with
`center` frame t looks at sample t·hop from both sides. What lies outside the sound is zeros: a mirrored edge
(torch's default) needs a sound longer than half a frame, invents sound, and makes the inverse below no longer
the least-squares one. Unlike both, the last hop is filled up with zeros, so that no sample is ever dropped: 1
+ ⌈samples / hop⌉ frames.

**Inverse.** Any array of complex numbers can be asked for; few are the STFT of a sound. The sound whose STFT
comes nearest is (D. W. Griffin and J. S. Lim, "Signal estimation from modified short-time Fourier transform",
IEEE Transactions on Acoustics, Speech, and Signal Processing 32(2), 1984, equation 6)

    x[n] = Σ_t w[n - t·hop] y_t[n - t·hop] / Σ_t w²[n - t·hop],     y_t = the inverse DFT of column t.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from mm_models.audio.decibels import FLOOR_DB, amplitude_to_db
from mm_models.audio.windows import noise_bandwidth_bins
from mm_models.audio.windows import window as window_samples

MAX_CELLS = 2**23  # bins × frames of one spectrogram; a minute at 48 kHz, 25 ms and 10 ms has 6 million
_LEAST_WEIGHT = 1e-4  # of the summed squared windows, against its peak, below which a sample fades out


@dataclass(frozen=True)
class StftConfig:
    """How a sound is cut into frames; ValueError with what to change where the numbers do not fit."""

    sample_rate: int  # Hz
    window: str = "hann"
    window_length: int = 400  # samples
    hop_length: int = 160  # samples
    n_fft: int = 512  # samples, even
    center: bool = True

    def __post_init__(self) -> None:
        if self.sample_rate <= 0:
            raise ValueError(f"the sample rate must be above 0 Hz, got {self.sample_rate}")
        if self.hop_length < 1:
            raise ValueError(f"the hop must be at least one sample, got {self.hop_length}")
        if self.n_fft < self.window_length:
            raise ValueError(
                f"n_fft ({self.n_fft}) must not be shorter than the window ({self.window_length} samples)"
            )
        if self.n_fft % 2:
            raise ValueError(f"n_fft must be even, got {self.n_fft}")
        if not self.window_samples().any():
            raise ValueError(f"a {self.window} window of {self.window_length} samples is all zeros")

    @classmethod
    def from_milliseconds(
        cls,
        sample_rate: int,
        *,
        window: str = "hann",
        window_ms: float = 25.0,
        hop_ms: float = 10.0,
        n_fft: int | None = None,
        center: bool = True,
    ) -> "StftConfig":
        """Window and hop in milliseconds; `n_fft` is the next power of two unless told."""
        window_length = max(1, round(sample_rate * window_ms / 1000))
        hop_length = max(1, round(sample_rate * hop_ms / 1000))
        return cls(
            sample_rate, window, window_length, hop_length, n_fft or next_power_of_two(window_length), center
        )

    @property
    def bins(self) -> int:
        return self.n_fft // 2 + 1

    @property
    def window_s(self) -> float:
        """Time resolution: how long a stretch of sound goes into one frame."""
        return self.window_length / self.sample_rate

    @property
    def hop_s(self) -> float:
        return self.hop_length / self.sample_rate

    @property
    def bin_width_hz(self) -> float:
        """Distance between two rows of the spectrogram, which zero-padding makes smaller."""
        return self.sample_rate / self.n_fft

    @property
    def noise_bandwidth_hz(self) -> float:
        """Frequency resolution: equivalent noise bandwidth of the window, which zero-padding leaves alone."""
        return noise_bandwidth_bins(self.window_samples()) / self.window_s

    def window_samples(self) -> Float[Tensor, "window"]:
        return window_samples(self.window, self.window_length)

    def padded_window(self) -> Float[Tensor, "n_fft"]:
        """The window in the middle of a frame of `n_fft` samples."""
        left = (self.n_fft - self.window_length) // 2
        right = self.n_fft - self.window_length - left
        return torch.nn.functional.pad(self.window_samples(), (left, right))

    def full_scale(self) -> float:
        """Magnitude that a sine of amplitude 1 on a bin reads: Σw / 2, the reference of 0 dB."""
        return self.window_samples().sum().item() / 2

    def frames(self, samples: int) -> int:
        """How many frames `samples` samples make; ValueError for no samples and for more than `MAX_CELLS`."""
        if samples < 1:
            raise ValueError("the sound is empty: at least one sample is needed")
        covered = samples if self.center else max(0, samples - self.n_fft)
        frames = 1 + -(-covered // self.hop_length)
        if frames * self.bins > MAX_CELLS:
            raise ValueError(
                f"{frames:,} frames of {self.bins:,} bins are too many to hold; "
                f"raise the hop ({self.hop_length} samples), lower n_fft or shorten the sound"
            )
        return frames

    def frequencies_hz(self) -> Float[Tensor, "bins"]:
        return torch.fft.rfftfreq(self.n_fft, d=1 / self.sample_rate)

    def times_s(self, samples: int) -> Float[Tensor, "frames"]:
        """The middle of each frame, in seconds from the first sample."""
        middle = 0 if self.center else self.n_fft // 2
        positions = torch.arange(self.frames(samples)) * self.hop_length + middle
        return (positions.double() / self.sample_rate).float()


@dataclass(frozen=True)
class StftTrace:
    """A sound, its frames and its spectrogram; what follows from the spectrogram is worked out when asked."""

    config: StftConfig
    samples: int
    times_s: Float[Tensor, "frames"]
    frequencies_hz: Float[Tensor, "bins"]
    window: Float[Tensor, "n_fft"]
    frames: Float[Tensor, "frames n_fft"]  # before the window; a view into the padded sound
    spectrogram: Complex[Tensor, "bins frames"]

    @property
    def windowed(self) -> Float[Tensor, "frames n_fft"]:
        return self.frames * self.window

    @property
    def magnitude(self) -> Float[Tensor, "bins frames"]:
        return self.spectrogram.abs()

    @property
    def power(self) -> Float[Tensor, "bins frames"]:
        return self.magnitude.square()

    @property
    def phase_rad(self) -> Float[Tensor, "bins frames"]:
        return self.spectrogram.angle()

    @property
    def decibels(self) -> Float[Tensor, "bins frames"]:
        """Magnitude against a full-scale sine, down to `FLOOR_DB`."""
        return self.decibels_above(FLOOR_DB)

    def decibels_above(self, floor_db: float, reference: float | None = None) -> Float[Tensor, "bins frames"]:
        """Magnitude in dB against `reference` (a full-scale sine unless told), never under `floor_db`."""
        return amplitude_to_db(self.magnitude, reference or self.config.full_scale(), floor_db)


@dataclass(frozen=True)
class FrameTrace:
    """One column of the spectrogram on its way: cut out, windowed, transformed."""

    index: int
    start: int  # sample of the sound at which the frame begins; negative where it hangs over the edge
    time_s: float  # of the frame's middle
    segment: Float[Tensor, "n_fft"]
    window: Float[Tensor, "n_fft"]
    product: Float[Tensor, "n_fft"]
    frequencies_hz: Float[Tensor, "bins"]
    coefficients: Complex[Tensor, "bins"]
    decibels: Float[Tensor, "bins"]  # against a full-scale sine


def next_power_of_two(length: int) -> int:
    """The least power of two, from 2 on, that is not below `length`."""
    return max(2, 1 << (length - 1).bit_length())


def stft(waveform: Float[Tensor, "samples"], config: StftConfig) -> StftTrace:
    """The short-time Fourier transform of a sound, with everything on the way."""
    samples = len(waveform)
    frames, window = cut_frames(waveform, config), config.padded_window()
    return StftTrace(
        config=config,
        samples=samples,
        times_s=config.times_s(samples),
        frequencies_hz=config.frequencies_hz(),
        window=window,
        frames=frames,
        spectrogram=torch.fft.rfft(frames * window).T,
    )


def cut_frames(waveform: Float[Tensor, "samples"], config: StftConfig) -> Float[Tensor, "frames n_fft"]:
    """The overlapping frames of a sound, zeros outside of it: a view, so that overlaps cost no memory."""
    samples = len(waveform)
    left = config.n_fft // 2 if config.center else 0
    right = _span(config, config.frames(samples)) - left - samples
    return torch.nn.functional.pad(waveform, (left, right)).unfold(0, config.n_fft, config.hop_length)


def frame_anatomy(waveform: Float[Tensor, "samples"], config: StftConfig, index: int) -> FrameTrace:
    """Frame `index` step by step; ValueError where there is no such frame."""
    frames, window = cut_frames(waveform, config), config.padded_window()
    if not 0 <= index < len(frames):
        raise ValueError(f"there is no frame {index}: this sound has frames 0 to {len(frames) - 1}")
    product = frames[index] * window
    coefficients = torch.fft.rfft(product)
    return FrameTrace(
        index=index,
        start=index * config.hop_length - (config.n_fft // 2 if config.center else 0),
        time_s=config.times_s(len(waveform))[index].item(),
        segment=frames[index],
        window=window,
        product=product,
        frequencies_hz=config.frequencies_hz(),
        coefficients=coefficients,
        decibels=amplitude_to_db(coefficients.abs(), config.full_scale()),
    )


def istft(
    spectrogram: Complex[Tensor, "bins frames"],
    config: StftConfig,
    samples: int,
    *,
    least_squares: bool = True,
) -> Float[Tensor, "samples"]:
    """The sound of `samples` samples whose STFT comes nearest to `spectrogram`; ValueError for another shape.

    Samples that no window reaches (a hop longer than the window) come out as 0. Without `least_squares`, the
    frames are only added up and divided by the mean overlap Σw / hop, which gives the sound back where the
    window is COLA at that hop (`windows.is_cola`), apart from the edges, and a ripple where it is not.
    """
    expected = (config.bins, config.frames(samples))
    if spectrogram.shape != expected:
        raise ValueError(
            f"{samples} samples make a spectrogram of {expected}, got {tuple(spectrogram.shape)}"
        )
    frames, window = torch.fft.irfft(spectrogram.T, n=config.n_fft), config.padded_window()
    if least_squares:
        weight = _overlap_add(window.square().expand_as(frames), config)
        sound = _overlap_add(frames * window, config) / weight.clamp(min=_LEAST_WEIGHT * weight.max().item())
    else:
        sound = _overlap_add(frames, config) * (config.hop_length / window.sum())
    left = config.n_fft // 2 if config.center else 0
    return sound[left : left + samples]


def _overlap_add(frames: Float[Tensor, "frames n_fft"], config: StftConfig) -> Float[Tensor, "span"]:
    """Lay the frames a hop apart and add them up: the adjoint of `cut_frames`."""
    span = _span(config, len(frames))
    places = torch.arange(span).unfold(0, config.n_fft, config.hop_length)
    # index_add is six times as fast here as torch.nn.functional.fold
    return frames.new_zeros(span).index_add_(0, places.reshape(-1), frames.reshape(-1))


def _span(config: StftConfig, frames: int) -> int:
    return (frames - 1) * config.hop_length + config.n_fft
