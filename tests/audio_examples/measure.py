"""Measuring by numpy and scipy what one would listen for."""

import numpy as np
import scipy.linalg
import scipy.signal

RATE = 16_000  # Hz
FRAME = 160  # samples: 10 ms


def level(sound: np.ndarray) -> np.ndarray:
    """RMS of each 10 ms."""
    return np.sqrt((sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME) ** 2).mean(axis=1))


def smooth(values: np.ndarray, frames: int) -> np.ndarray:
    return np.convolve(values, np.ones(frames) / frames, "valid")


def bursts(sound: np.ndarray, share: float = 0.2, gap: int = 8) -> list[tuple[int, int]]:
    """Stretches of frames above `share` of the loudest, those nearer than `gap` frames joined."""
    loud = np.flatnonzero(level(sound) > share * level(sound).max())
    cuts = np.flatnonzero(np.diff(loud) > gap)
    return list(zip(loud[np.r_[0, cuts + 1]], loud[np.r_[cuts, len(loud) - 1]], strict=True))


def spectrogram(sound: np.ndarray, window: int = 512, hop: int = FRAME) -> np.ndarray:
    """Power, (frequencies, frames)."""
    return scipy.signal.spectrogram(sound, RATE, "hann", window, window - hop, mode="psd")[2]


def flatness(sound: np.ndarray) -> float:
    """1 for white noise in the long run (0.56 a frame), 0 for tones: geometric by arithmetic mean of the power."""
    power = spectrogram(sound) + 1e-12
    return float(np.median(np.exp(np.log(power).mean(axis=0)) / power.mean(axis=0)))


def centroid_hz(sound: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(sound)) ** 2
    return float((power * np.fft.rfftfreq(len(sound), 1 / RATE)).sum() / power.sum())


def brightness_hz(sound: np.ndarray) -> np.ndarray:
    """The centroid of each 10 ms."""
    power = spectrogram(sound)
    return (power * np.fft.rfftfreq(512, 1 / RATE)[:, None]).sum(axis=0) / power.sum(axis=0)


def pitch_hz(sound: np.ndarray, low: float, high: float) -> np.ndarray:
    """Of each 10 ms that has one: the first lag at which the autocorrelation comes near its best."""
    window = int(3 * RATE / low)
    frames = [sound[at : at + window] for at in range(0, len(sound) - window, FRAME)]
    loud = [frame for frame in frames if frame.std() > 0.1 * sound.std()]
    found = [_frame_pitch(frame, low, high) for frame in loud]
    return np.array([pitch for pitch in found if pitch])


def _frame_pitch(frame: np.ndarray, low: float, high: float) -> float:
    spectrum = np.abs(np.fft.rfft(frame * np.hanning(len(frame)), 4 * len(frame))) ** 2
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(len(frame)), 4 * len(frame))) ** 2)
    likeness = np.fft.irfft(spectrum) / np.maximum(window, 1e-3 * window[0])
    lags = np.arange(int(RATE / high), int(RATE / low) + 1)
    heights = likeness[lags] / likeness[0]
    if heights.max() < 0.5:
        return 0.0
    first = np.flatnonzero(heights > 0.9 * heights.max())[0]
    while first + 1 < len(lags) and heights[first + 1] > heights[first]:
        first += 1
    return RATE / lags[first]


def kurtosis(sound: np.ndarray) -> float:
    """3 for a steady hiss; large where most is quiet and a little is loud."""
    return float((sound**4).mean() / (sound**2).mean() ** 2)


def formants_hz(sound: np.ndarray, rate: int, order: int) -> np.ndarray:
    """The sharp resonances, by linear prediction (autocorrelation method)."""
    emphasised = np.append(sound[0], sound[1:] - 0.9 * sound[:-1]) * np.hamming(len(sound))
    lags = np.correlate(emphasised, emphasised, "full")[len(sound) - 1 :][: order + 1]
    predictor = scipy.linalg.solve_toeplitz(lags[:-1], lags[1:])
    roots = np.roots(np.append(1, -predictor))
    roots = roots[np.imag(roots) > 0]
    hz, width = np.angle(roots) * rate / (2 * np.pi), -np.log(np.abs(roots)) * rate / np.pi
    return np.sort(hz[(width < 500) & (hz > 150)])
