"""The mel tab's figures over time: log-mel, coefficients and their slopes, and the sound when it is disturbed."""

import torch
from torch import Tensor

from demos.views.packing import Payload
from demos.views.player_view import player, stem
from demos.views.signal_view import image_track, line_track, signal, wave_track
from mm_models.audio.edits import drop_bands, shuffle_frames
from mm_models.audio.mel import MelConfig, MelTrace, MfccTrace, mel_spectrogram, mfcc
from mm_models.audio.stft import StftConfig
from mm_models.audio.stretch import loudest
from mm_models.text import Text

RANGE_DB = 80.0
FEWER = (8, 20, 80)
ZOOM_SECONDS = 2.0  # a short stretch shows single syllables and saves the visitor's line
PLAY_SECONDS = 4.0
BLOCK = 10  # frames that stay together when the order is shuffled

WAVE = Text("Waveform", "파형")


def whole(waveform: Tensor, trace: MfccTrace) -> Payload:
    """The whole sound as samples, as mel bands and as coefficients."""
    tracks = [wave_track(WAVE), log_mel_track(trace.mel), mfcc_track(trace)]
    return signal(waveform, trace.mel.stft.config.sample_rate, tracks)


def log_mel_track(trace: MelTrace, words: Text | None = None) -> Payload:
    """The log-mel spectrogram as an image over time, its rows at the middles of the bands."""
    bands = len(trace.log_mel)
    top = float(trace.log_mel.max())
    return image_track(
        words or Text(f"Log-mel, {bands} bands", f"로그 멜, 밴드 {bands}개"),
        trace.log_mel,
        hop_seconds=trace.stft.config.hop_s,
        y_values=trace.edges_hz[1:-1],
        y_scale="mel",
        low=top - RANGE_DB,
        high=top,
    )


def mfcc_track(trace: MfccTrace) -> Payload:
    """The coefficients over time; coefficient 0, the loudness, is larger than all others and leaves the colours."""
    count = len(trace.coefficients)
    return coefficient_track(
        Text(f"MFCC, {count} coefficients", f"MFCC, 계수 {count}개"), trace.coefficients, trace
    )


def coefficient_track(words: Text, rows: Tensor, trace: MfccTrace) -> Payload:
    """Coefficients or their slopes as an image over time, with one row for each."""
    reach = float(rows[1:].abs().max()) if len(rows) > 1 else float(rows.abs().max())
    return image_track(
        words,
        rows,
        hop_seconds=trace.mel.stft.config.hop_s,
        y_unit="",
        y_scale="index",
        value_unit="dB",
        low=-(reach or 1.0),
        high=reach or 1.0,
        colour_map="diverging",
        band_playable=False,
        height=130,
    )


def moving(waveform: Tensor, config: StftConfig, mel: MelConfig, n_mfcc: int) -> Payload:
    """The loudest stretch: coefficient 1 as a curve with its slope and the slope of that, and all slopes."""
    near = loudest(waveform, round(ZOOM_SECONDS * config.sample_rate))
    trace = mfcc(near.waveform, config, mel, n_mfcc=n_mfcc)
    row = min(1, n_mfcc - 1)
    times = trace.mel.stft.times_s
    curves = [
        line_track(Text(f"Coefficient {row}", f"계수 {row}"), times, trace.coefficients[row], "dB"),
        line_track(
            Text("Δ: its slope, per frame", "Δ: 프레임당 기울기"),
            times,
            trace.deltas[row],
            "dB",
            colour=2,
            height=90,
        ),
        line_track(
            Text("ΔΔ: the slope of the slope", "ΔΔ: 기울기의 기울기"),
            times,
            trace.delta_deltas[row],
            "dB",
            colour=3,
            height=90,
        ),
    ]
    images = [
        coefficient_track(Text("Δ of all coefficients", "모든 계수의 Δ"), trace.deltas, trace),
        coefficient_track(Text("ΔΔ of all coefficients", "모든 계수의 ΔΔ"), trace.delta_deltas, trace),
    ]
    tracks = [wave_track(WAVE), *curves, *images]
    return signal(near.waveform, config.sample_rate, tracks, start=near.start / config.sample_rate)


def fewer_bands(waveform: Tensor, config: StftConfig, mel: MelConfig) -> Payload:
    """The loudest stretch as 8, 20 and 80 mel bands."""
    near = loudest(waveform, round(ZOOM_SECONDS * config.sample_rate))
    tracks = [wave_track(WAVE)]
    for bands in FEWER:
        trace = mel_spectrogram(near.waveform, config, MelConfig(bands, scale=mel.scale, norm=mel.norm))
        tracks.append(log_mel_track(trace))
    return signal(near.waveform, config.sample_rate, tracks, start=near.start / config.sample_rate)


def disturbed(waveform: Tensor, config: StftConfig, mel: MelConfig, low_hz: float, high_hz: float) -> Payload:
    """The loudest stretch, without a band of frequencies, and with its frames in a random order."""
    near = loudest(waveform, round(PLAY_SECONDS * config.sample_rate)).waveform
    dropped = drop_bands(near, config, low_hz, high_hz).waveform
    shuffled = shuffle_frames(near, config, torch.Generator().manual_seed(0), block=BLOCK).waveform
    return player(
        [
            stem(Text("The sound", "원래 소리"), near, note=averages(near, config, mel)),
            stem(
                Text(f"Without {low_hz:,.0f} to {high_hz:,.0f} Hz", f"{low_hz:,.0f}~{high_hz:,.0f} Hz 없음"),
                dropped,
                colour=1,
                note=averages(dropped, config, mel),
            ),
            stem(
                Text("Frames shuffled", "프레임을 섞음"),
                shuffled,
                colour=2,
                note=averages(shuffled, config, mel),
            ),
        ],
        config.sample_rate,
    )


def averages(waveform: Tensor, config: StftConfig, mel: MelConfig) -> Text:
    """Coefficient 1 averaged over time, which knows no order, and the mean size of its slope, which does."""
    trace = mfcc(waveform, config, mel, n_mfcc=2)
    level, slope = trace.coefficients[1].mean().item(), trace.deltas[1].abs().mean().item()
    return Text(
        f"mean c₁ {level:.1f}, mean |Δc₁| {slope:.2f}", f"c₁ 평균 {level:.1f}, |Δc₁| 평균 {slope:.2f}"
    )
