"""The scores behind `measure`: how far sounds, spectra and frames are from what they should be."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from statistics import fmean

import torch
from torch import Tensor

from mm_models.audio.fourier import PARTNERS, parseval, probe, same_magnitude_partner, spectrum
from mm_models.audio.invert import spectral_convergence
from mm_models.audio.mel import SCALES, MelConfig, dct_matrix, filter_bank, hz_to_mel, mel_spectrogram
from mm_models.audio.quality import log_spectral_distance_db, si_sdr_db
from mm_models.audio.round_trip import REPRESENTATIONS, RoundTripConfig, RoundTripTrace, round_trip
from mm_models.audio.stft import StftConfig, istft, stft
from mm_models.audio.windows import WINDOWS

SAMPLE_RATE = 16_000  # Hz
CONFIG = StftConfig(SAMPLE_RATE)
N_MFCC, N_MELS = 13, 40
BANKS = (40, 80, 128)  # bands


def probe_errors(waveform: Tensor, count: int, generator: torch.Generator) -> tuple[float, float]:
    """The largest error of `count` probes, and of the same sums in single precision, relative to the largest bin."""
    truth = torch.fft.rfft(waveform.double())
    bins = torch.randint(len(truth), (count,), generator=generator).tolist()
    angles = [2 * torch.pi * k * SAMPLE_RATE / len(waveform) * _times(waveform) for k in bins]
    probes = [probe(waveform, SAMPLE_RATE, k * SAMPLE_RATE / len(waveform)) for k in bins]
    double = [
        abs(complex(each.cosine_sum, -each.sine_sum) - truth[k]) for each, k in zip(probes, bins, strict=True)
    ]
    single = [
        abs(complex((waveform * angle.cos()).sum(), -(waveform * angle.sin()).sum()) - truth[k])
        for angle, k in zip(angles, bins, strict=True)
    ]
    top = truth.abs().max().item()
    return float(max(double)) / top, float(max(single)) / top


def _times(waveform: Tensor) -> Tensor:
    return torch.arange(len(waveform), dtype=torch.float32) / SAMPLE_RATE


def parseval_error(waveform: Tensor) -> float:
    """How far the energies of the two domains are apart, relative to the energy."""
    energy = parseval(waveform)
    return abs(energy.time_energy - energy.frequency_energy) / energy.time_energy


def partner_differences(stretches: list[Tensor], generator: torch.Generator) -> dict[str, float]:
    """For each kind of partner, how different its magnitudes are, and how different its samples."""
    figures = {}
    for how in PARTNERS:
        pairs = [(sound, same_magnitude_partner(sound, how, generator)) for sound in stretches]
        figures[f"partner.magnitude_difference.{how}"] = max(magnitude_difference(*pair) for pair in pairs)
        figures[f"partner.sample_difference.{how}"] = fmean(relative_error(*pair) for pair in pairs)
    return figures


def noise_differences(stretches: list[Tensor], generator: torch.Generator) -> dict[str, float]:
    """The same differences for white noise of the sound's energy in place of a partner."""
    pairs = [(sound, noise_like(sound, generator)) for sound in stretches]
    magnitude = max(magnitude_difference(*pair) for pair in pairs)
    samples = fmean(relative_error(*pair) for pair in pairs)
    return {
        **{f"partner.magnitude_difference.{how}": magnitude for how in PARTNERS},
        **{f"partner.sample_difference.{how}": samples for how in PARTNERS},
    }


def magnitude_difference(wanted: Tensor, given: Tensor) -> float:
    """Relative distance of two sounds' magnitude spectra."""
    return relative_error(spectrum(wanted, SAMPLE_RATE).magnitude, spectrum(given, SAMPLE_RATE).magnitude)


def relative_error(wanted: Tensor, given: Tensor) -> float:
    """‖given - wanted‖ / ‖wanted‖."""
    return ((given - wanted).double().norm() / wanted.double().norm()).item()


def noise_like(waveform: Tensor, generator: torch.Generator) -> Tensor:
    """White noise of the same length and energy."""
    noise = torch.randn(len(waveform), generator=generator)
    return noise * waveform.norm() / noise.norm()


def reconstruction(
    tested: list[Tensor], *, least_squares: bool, hop_length: int | None = None
) -> dict[str, float]:
    """Mean SNR in dB for each window at either hop, or at `hop_length` alone if that is given."""
    hops = {"cola_hop": CONFIG.window_length // 4, "hop_10_ms": CONFIG.hop_length}
    figures = {}
    for window in WINDOWS:
        for name, hop in hops.items():
            config = replace(CONFIG, window=window, hop_length=hop_length or hop)
            figures[f"snr_db.{window}.{name}"] = fmean(
                _snr_db(sound, config, least_squares) for sound in tested
            )
    return figures


def _snr_db(waveform: Tensor, config: StftConfig, least_squares: bool) -> float:
    back = istft(stft(waveform, config).spectrogram, config, len(waveform), least_squares=least_squares)
    return -20 * torch.tensor(max(relative_error(waveform, back), 1e-9)).log10().item()


def scale_figures() -> dict[str, float]:
    """What 1 kHz reads on either scale."""
    return {f"mel_at_1000_hz.{scale}": hz_to_mel(torch.tensor(1000.0), scale).item() for scale in SCALES}


def bank_figures(tested: list[Tensor]) -> dict[str, float]:
    """Shares of filters with a bin, for several sizes, of bins with a filter, and of energy that passes."""
    figures = {}
    for scale, n_mels in product(SCALES, BANKS):
        filters = filter_bank(MelConfig(n_mels, scale=scale), CONFIG)
        figures[f"filters_with_a_bin.{scale}.{n_mels}"] = (filters.amax(dim=1) > 0).double().mean().item()
    reach = filter_bank(MelConfig(N_MELS, norm=None), CONFIG).sum(dim=0)
    power = torch.stack([stft(sound, CONFIG).power.sum(dim=1) for sound in tested]).sum(dim=0)
    figures["bins_with_a_filter"] = (reach > 0).double().mean().item()
    figures["energy_passed"] = (reach @ power / power.sum()).item()
    return figures


def log_mel_frames(tested: list[Tensor]) -> Tensor:
    """The log-mel levels (frames, bands) of all sounds, one frame after another."""
    return torch.cat(
        [mel_spectrogram(sound, CONFIG, MelConfig(N_MELS)).log_mel.T for sound in tested]
    ).double()


def decorrelation(frames: Tensor, directions: Tensor) -> dict[str, float]:
    """Of frames (frames, bands) seen along orthonormal directions (13, bands): variance kept, mean correlation."""
    seen = frames @ directions.double().T
    correlation = torch.corrcoef(seen.T).abs()
    count = len(correlation)
    return {
        "variance_kept": (seen.var(dim=0).sum() / frames.var(dim=0).sum()).item(),
        "mean_correlation": ((correlation.sum() - count) / (count * (count - 1))).item(),
    }


def first_cosines() -> Tensor:
    return dct_matrix(N_MFCC, N_MELS)


def random_directions(seed: int) -> Tensor:
    """Orthonormal directions (13, bands) at random."""
    drawn = torch.randn(N_MELS, N_MFCC, generator=torch.Generator().manual_seed(seed))
    return torch.linalg.qr(drawn).Q.T


def trips(waveform: Tensor, config: RoundTripConfig, seed: int) -> list[RoundTripTrace]:
    asked = stft(waveform, config.stft).spectrogram
    return [
        round_trip(name, asked, len(waveform), config, torch.Generator().manual_seed(seed))
        for name in REPRESENTATIONS
    ]


def losses(tested: list[Tensor], trips: list[list[RoundTripTrace]]) -> dict[str, float]:
    """Either distance for each representation, means over the sounds."""
    figures: dict[str, float] = {}
    for index, name in enumerate(REPRESENTATIONS):
        pairs = [(sound, traces[index].waveform) for sound, traces in zip(tested, trips, strict=True)]
        figures |= distances(name, pairs)
    return figures


def noise_losses(tested: list[Tensor], seed: int) -> dict[str, float]:
    """Either distance of white noise of the same energy."""
    generator = torch.Generator().manual_seed(seed)
    pairs = [(sound, noise_like(sound, generator)) for sound in tested]
    return {key: value for name in REPRESENTATIONS for key, value in distances(name, pairs).items()}


def distances(name: str, pairs: Iterable[tuple[Tensor, Tensor]]) -> dict[str, float]:
    """Mean distances of (original, given) sounds, by metric names that end in `name`."""
    listed = list(pairs)
    convergence = [
        spectral_convergence(stft(given, CONFIG).magnitude, stft(sound, CONFIG).magnitude)
        for sound, given in listed
    ]
    return {
        f"lsd_db.{name}": fmean(log_spectral_distance_db(sound, given, CONFIG) for sound, given in listed),
        f"spectral_convergence.{name}": fmean(convergence),
    }


def costs(sound: Tensor, traces: list[RoundTripTrace]) -> dict[str, float]:
    """Numbers a second of each representation, and SI-SDR of the one that keeps the phase."""
    figures = {f"numbers_per_second.{each.representation}": each.numbers_per_second for each in traces}
    exact = si_sdr_db(sound, traces[0].waveform)
    return figures if exact is None else {**figures, "si_sdr_db.stft": exact}
