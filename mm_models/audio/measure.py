"""How well the five representations of sound do what is said of them, on sounds that the project makes itself."""

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor

from mm_models.audio import resolution, scores
from mm_models.audio.examples import EXAMPLES
from mm_models.audio.round_trip import RoundTripConfig
from mm_models.audio.scores import CONFIG, N_MELS, N_MFCC, SAMPLE_RATE
from mm_models.audio.stretch import loudest
from mm_models.measurement import Evaluation, Measurement
from mm_models.text import Text

SECONDS = 6.0  # of each example sound


def sounds(n: int | None) -> list[Tensor]:
    """The first `n` example sounds (all unless told), at most `SECONDS` of each."""
    return [each.make()[: round(SECONDS * SAMPLE_RATE)] for each in EXAMPLES[:n]]


def fourier(n: int | None, seed: int) -> Measurement:
    """Probes against the FFT, Parseval's theorem, and sounds that share a magnitude spectrum."""
    probes, generator = n or 20, torch.Generator().manual_seed(seed)
    stretches = [loudest(sound, SAMPLE_RATE).waveform for sound in sounds(None)]
    errors = [scores.probe_errors(sound, probes, generator) for sound in stretches]
    return Measurement(
        system="fourier",
        protocol=Text(
            f"The loudest second of {len(stretches)} example sounds, {probes} random frequencies each; the largest error "
            f"of all, relative to the largest coefficient (probes) or to the sound's energy. Seed {seed}.",
            f"예제 소리 {len(stretches)}개의 가장 큰 1초에서 무작위 주파수 {probes}개씩 쟀습니다. 가장 큰 계수(탐침) 또는 소리의 에너지에 "
            f"견준 오차 가운데 최댓값입니다. 시드 {seed}.",
        ),
        metrics={
            "probe_error": max(double for double, _ in errors),
            "parseval_error": max(scores.parseval_error(sound) for sound in stretches),
            **scores.partner_differences(stretches, generator),
        },
        baselines={
            "single_precision": {"probe_error": max(single for _, single in errors)},
            "white_noise": scores.noise_differences(stretches, generator),
        },
    )


def windowing(n: int | None, seed: int) -> Measurement:
    """The way from a sound to its STFT and back, for each window, edges included."""
    tested = sounds(n)
    return Measurement(
        system="stft",
        protocol=Text(
            f"Signal-to-noise ratio of sound → STFT → sound, mean over {len(tested)} example sounds with their edges; "
            "windows of 25 ms, hop a quarter of a window (a COLA hop) or the lecture's 10 ms.",
            f"소리 → STFT → 소리의 신호 대 잡음비를 예제 소리 {len(tested)}개에서 가장자리까지 넣어 평균했습니다. 창은 25 ms, "
            "홉은 창의 4분의 1(COLA 홉) 또는 강의의 10 ms입니다.",
        ),
        metrics=scores.reconstruction(tested, least_squares=True),
        baselines={
            "plain_overlap_add": scores.reconstruction(tested, least_squares=False),
            "no_overlap": scores.reconstruction(tested, least_squares=True, hop_length=CONFIG.window_length),
        },
    )


def spectrogram(n: int | None, seed: int) -> Measurement:
    """How near two tones, or two clicks, may lie and still be seen as two."""
    trials = n or 10
    return Measurement(
        system="spectrogram",
        protocol=Text(
            f"Smallest distance at which two tones that are in phase in the middle of the window, or two clicks, show "
            f"with a dip between them; 25 ms windows, FFT of 4096, mean over {trials} random places. Seed {seed}.",
            f"창 한가운데에서 위상이 같은 두 순음 또는 두 클릭 사이에 골이 보이는 가장 작은 간격입니다. 25 ms 창, FFT 4096, "
            f"무작위 위치 {trials}곳의 평균입니다. 시드 {seed}.",
        ),
        metrics=resolution.figures(replace(CONFIG, n_fft=4096), trials, seed),
        baselines={
            "smaller_fft_1024": resolution.figures(replace(CONFIG, n_fft=1024), trials, seed),
            "window_of_5_ms": resolution.figures(replace(CONFIG, window_length=80, n_fft=4096), trials, seed),
            "window_of_100_ms": resolution.figures(
                replace(CONFIG, window_length=1600, n_fft=4096), trials, seed
            ),
        },
        anchors={
            "Harris 1978": resolution.published_hz(CONFIG),
            "half_main_lobe": resolution.half_main_lobe_hz(CONFIG),
        },
    )


def mel(n: int | None, seed: int) -> Measurement:
    """The mel scales against what is published, the filter banks, and what the DCT is good for."""
    tested = sounds(n)
    return Measurement(
        system="mel",
        protocol=Text(
            f"All frames of {len(tested)} example sounds; FFT of {CONFIG.n_fft}, {N_MELS} Slaney bands unless named. Shares "
            f"from 0 to 1: of the variance over time that {N_MFCC} coefficients keep, of FFT bins under some filter, of "
            f"filters with a bin, of the energy that passes. Seed {seed}.",
            f"예제 소리 {len(tested)}개의 모든 프레임에서 쟀습니다. FFT {CONFIG.n_fft}, 따로 적지 않으면 Slaney 밴드 {N_MELS}개. 0에서 1까지의 "
            f"비율로 {N_MFCC}개 계수가 지키는 시간 변동의 분산, 필터가 덮는 주파수 칸, 칸이 있는 필터, 통과하는 에너지를 나타냅니다. 시드 {seed}.",
        ),
        metrics={
            **scores.scale_figures(),
            **scores.bank_figures(tested),
            **scores.decorrelation(scores.log_mel_frames(tested), scores.first_cosines()),
        },
        baselines={
            "first_13_bands": scores.decorrelation(scores.log_mel_frames(tested), torch.eye(N_MELS)[:N_MFCC]),
            "random_13_directions": scores.decorrelation(
                scores.log_mel_frames(tested), scores.random_directions(seed)
            ),
        },
        anchors={
            "HTK Book": {"mel_at_1000_hz.htk": 1000.0},
            "Slaney 1998": {"mel_at_1000_hz.slaney": 15.0},
        },
    )


def back_to_sound(n: int | None, seed: int) -> Measurement:
    """How far what comes back from each representation is from the sound that went in."""
    tested, config = sounds(n), RoundTripConfig(CONFIG)
    trips = [scores.trips(sound, config, seed) for sound in tested]
    return Measurement(
        system="back-to-sound",
        protocol=Text(
            f"Means over {len(tested)} example sounds; {config.mel.n_mels} mel bands, {config.few_bands} log-mel bands, "
            f"{config.n_mfcc} MFCC, {config.iterations} iterations of Griffin-Lim. Distances to the original: log-spectral in "
            f"dB, 80 dB deep, and relative error of the magnitudes. Seed {seed}.",
            f"예제 소리 {len(tested)}개의 평균입니다. 멜 밴드 {config.mel.n_mels}개, 로그 멜 밴드 {config.few_bands}개, MFCC {config.n_mfcc}개, "
            f"그리핀-림 {config.iterations}회. 원본과의 로그 스펙트럼 거리(80 dB 깊이, dB)와 크기의 상대 오차입니다. 시드 {seed}.",
        ),
        metrics={**scores.losses(tested, trips), **scores.costs(tested[0], trips[0])},
        baselines={
            "random_phase": scores.losses(
                tested, [scores.trips(sound, replace(config, iterations=1), seed) for sound in tested]
            ),
            "white_noise": scores.noise_losses(tested, seed),
        },
    )


EVALUATIONS: Mapping[str, Evaluation] = {
    "fourier": fourier,
    "stft": windowing,
    "spectrogram": spectrogram,
    "mel": mel,
    "back-to-sound": back_to_sound,
}
