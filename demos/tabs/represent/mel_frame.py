"""The figures inside the mel tab: the shapes, the scale, the filters, and one frame's way through them to its coefficients."""

import torch
from torch import Tensor

from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.plot_view import frame, line, marker, plot
from mm_models.audio.invert import mfcc_to_log_mel
from mm_models.audio.mel import SCALES, MelTrace, MfccTrace, hz_to_mel
from mm_models.text import Text

EVERY = 4  # of these filters, one is filled
RANGE_DB = 80.0
NAMES: dict[str, Text] = {
    "slaney": Text("Slaney, × 1000 / 15", "Slaney, × 1000 / 15"),
    "htk": Text("HTK", "HTK"),
}
FREQUENCY = Text("Frequency", "주파수")
BAND = Text("Mel band", "멜 밴드")
LEVEL = Text("Level", "레벨")


def frame_at(trace: MfccTrace, moment_s: float) -> int:
    """The index of the frame whose middle is nearest to `moment_s`; the last one beyond the end of the sound."""
    return int((trace.mel.stft.times_s - moment_s).abs().argmin())


def pipeline(trace: MfccTrace, frame: int) -> Payload:
    """The shapes from waveform to the vectors that a recogniser reads, and what became of the numbers."""
    mel, stft = trace.mel, trace.mel.stft
    coefficients, frames = trace.coefficients.shape
    steps = [
        step(Text("Waveform", "파형"), (stft.samples,)),
        step(Text("Power spectrogram", "파워 스펙트로그램"), mel.power.shape, Text("|STFT|²", "|STFT|²")),
        step(
            Text("× filter bank", "× 필터뱅크"),
            mel.mel_power.shape,
            Text(f"{tuple(mel.filters.shape)} matrix", f"{tuple(mel.filters.shape)} 행렬"),
        ),
        step(Text("10 log₁₀", "10 log₁₀"), mel.log_mel.shape, Text("dB", "dB")),
        step(
            Text("× DCT", "× DCT"),
            trace.coefficients.shape,
            Text(f"{tuple(trace.dct.shape)} matrix", f"{tuple(trace.dct.shape)} 행렬"),
        ),
        step(Text("with Δ, ΔΔ", "Δ, ΔΔ 덧붙임"), (3 * coefficients, frames), Text("slopes", "기울기")),
    ]
    return facts([*numbers(trace), frame_row(trace, frame)], steps=steps)


def numbers(trace: MfccTrace) -> list[tuple[Text, str, Text | None]]:
    """Numbers a second at each stage, and the filters that hear nothing."""
    mel, hop_s = trace.mel, trace.mel.stft.config.hop_s
    rates = [len(rows) / hop_s for rows in (mel.power, mel.log_mel, trace.coefficients)]
    values = " → ".join([f"{mel.stft.config.sample_rate:,}", *(f"{rate:,.0f}" for rate in rates)])
    stages = Text("samples → power spectrogram → log-mel → MFCC", "표본 → 파워 스펙트로그램 → 로그 멜 → MFCC")
    return [(Text("Numbers a second", "초당 숫자 수"), values, stages), empty_row(mel)]


def frame_row(trace: MfccTrace, frame: int) -> tuple[Text, str, Text]:
    """Which frame the figures below take apart."""
    title = Text("Frame taken apart below", "아래에서 뜯어보는 프레임")
    where = Text(
        "choose another with Moment, or click in the result", "순간 조절기나 결과의 그림을 눌러 바꿉니다"
    )
    value = f"{frame} / {trace.coefficients.shape[1]}, {trace.mel.stft.times_s[frame]:.2f} s"
    return title, value, where


def empty_row(trace: MelTrace) -> tuple[Text, str, Text]:
    """How many filters are so narrow that no bin of the FFT falls into them, and what to do about it."""
    bands, width = len(trace.filters), trace.stft.config.bin_width_hz
    title = Text("Empty filters", "빈 필터")
    if not trace.empty:
        fine = Text(
            f"every filter reaches a bin: they lie {width:.1f} Hz apart",
            f"모든 필터에 주파수 칸이 들어갑니다. 칸 간격은 {width:.1f} Hz입니다",
        )
        return title, f"0 / {bands}", fine
    return (
        title,
        f"{len(trace.empty)} / {bands}",
        Text(
            f"narrower than the {width:.1f} Hz between two bins, so always silent: larger FFT or fewer bands",
            f"칸 간격 {width:.1f} Hz보다 좁아 늘 비어 있습니다. FFT를 키우거나 밴드를 줄이세요",
        ),
    )


def scale_curve(trace: MelTrace, scale: str) -> Payload:
    """Both mel scales against Hz, made to agree at 1 kHz, and the band middles of the chosen one."""
    hz = torch.linspace(0, trace.stft.config.sample_rate / 2, 200)
    curves = [line(NAMES[name], hz, thousand(hz, name), colour=colour) for colour, name in enumerate(SCALES)]
    middles = trace.edges_hz[1:-1]
    bands = Text(f"{len(middles)} bands, equal steps upwards", f"밴드 {len(middles)}개, 위로 같은 간격")
    dots = line(bands, middles, thousand(middles, scale), style="points", colour=2)
    return plot(
        [*curves, dots],
        x_label=FREQUENCY,
        y_label=Text("Mel", "멜"),
        x_unit="Hz",
        y_unit="mel",
        markers=[marker(1000.0, "1 kHz")],
    )


def thousand(hz: Tensor, scale: str) -> Tensor:
    """A mel scale stretched so that 1 kHz reads 1000, as HTK's nearly does by itself and Slaney's 15 does not."""
    return 1000 * hz_to_mel(hz, scale) / hz_to_mel(torch.tensor([1000.0]), scale)


def bank(trace: MelTrace) -> Payload:
    """All triangles: neighbours overlap, so even and odd ones are one curve each; every fourth is filled."""
    hz, filters = trace.stft.frequencies_hz, trace.filters
    lines = [
        line(Text("Every fourth", "네 개마다 하나"), hz, filters[::EVERY].sum(0), style="area", colour=0),
        line(Text("Even bands", "짝수 밴드"), hz, filters[::2].sum(0), colour=0),
        line(Text("Odd bands", "홀수 밴드"), hz, filters[1::2].sum(0), colour=1),
    ]
    return plot(lines, x_label=FREQUENCY, y_label=Text("Weight", "가중치"), x_unit="Hz")


def spectrum(trace: MfccTrace, index: int) -> Payload:
    """The power spectrum of one frame in dB, and every fourth filter drawn over it at a height that fits."""
    mel = trace.mel
    levels = mel.stft.decibels[:, index]
    top = float(levels.max())
    low = top - RANGE_DB
    height = mel.filters / mel.filters.amax(dim=1, keepdim=True).clamp(min=1e-12)
    triangles = low + 0.9 * RANGE_DB * height[::EVERY].sum(0)
    lines = [
        line(
            Text("Every fourth filter, height to fit", "네 개마다 하나인 필터, 높이는 맞춤"),
            mel.stft.frequencies_hz,
            triangles,
            colour=1,
        ),
        line(
            Text("Power of the frame", "프레임의 파워"),
            mel.stft.frequencies_hz,
            levels.clamp(min=low),
            colour=0,
        ),
    ]
    return plot(lines, x_label=FREQUENCY, y_label=LEVEL, x_unit="Hz", y_unit="dB", y_range=(low, top + 5))


def powers(trace: MfccTrace, index: int) -> Payload:
    """The frame's power in each band, not yet in dB: a few bands hold nearly all of it."""
    power = trace.mel.mel_power[:, index] / trace.mel.stft.config.full_scale() ** 2
    share = power / power.sum().clamp(min=1e-30)
    words = Text("Share of the frame's mel power", "프레임 멜 파워 가운데 차지하는 몫")
    return plot(
        [line(words, band_numbers(trace), share, style="stem")],
        x_label=BAND,
        y_label=Text("Share", "몫"),
        y_range=(0.0, max(float(share.max()), 0.01) * 1.05),
    )


def basis(trace: MfccTrace) -> Payload:
    """The cosines that the log-mel levels are multiplied with and added up, one row for each coefficient."""
    return matrix(
        trace.dct,
        x_label=BAND,
        y_label=Text("Coefficient", "계수"),
        colour_map="diverging",
        cell_numbers=len(trace.dct) * trace.dct.shape[1] <= 600,
    )


def coefficients(trace: MfccTrace, index: int) -> Payload:
    """The frame's coefficients with their slopes as numbers; coefficient 0 leaves the colours."""
    rows = torch.stack([trace.coefficients[:, index], trace.deltas[:, index], trace.delta_deltas[:, index]])
    reach = float(rows[:, 1:].abs().max()) or 1.0
    return matrix(
        rows,
        x_label=Text("Coefficient", "계수"),
        y_label=Text("Of this frame", "이 프레임의"),
        y_values=["c", "Δ", "ΔΔ"],
        value_unit="dB",
        colour_map="diverging",
        low=-reach,
        high=reach,
        height=190,
    )


def outline(trace: MfccTrace, index: int) -> Payload:
    """The frame's log-mel levels, and a film of the outline that the first 1, 2, 3 ... coefficients give back."""
    levels, numbers = trace.mel.log_mel[:, index], band_numbers(trace)
    count = len(trace.coefficients)
    outlines = [kept_outline(trace, index, kept) for kept in range(1, count + 1)]
    words = Text("Outline from the coefficients", "계수가 되살린 윤곽")
    return plot(
        [
            line(Text("Log-mel of the frame", "프레임의 로그 멜"), numbers, levels, style="steps", colour=0),
            line(words, numbers, outlines[-1], colour=1),
        ],
        x_label=BAND,
        y_label=LEVEL,
        y_unit="dB",
        frames=[
            frame(outline_words(kept, levels, each), {1: (numbers, each)})
            for kept, each in enumerate(outlines, 1)
        ],
        frame_seconds=0.4,
        first_frame=count - 1,
    )


def kept_outline(trace: MfccTrace, index: int, kept: int) -> Tensor:
    """The log-mel levels (bands,) that the first `kept` coefficients of a frame stand for."""
    return mfcc_to_log_mel(trace.coefficients[:kept, index : index + 1], len(trace.mel.filters))[:, 0]


def outline_words(kept: int, levels: Tensor, outline: Tensor) -> Text:
    """How many coefficients are kept, and how far their outline is from the levels."""
    error = (levels - outline).square().mean().sqrt().item()
    return Text(f"{kept} kept: {error:.1f} dB off", f"{kept}개 유지: {error:.1f} dB 차이")


def band_numbers(trace: MfccTrace) -> Tensor:
    return torch.arange(len(trace.mel.filters), dtype=torch.float32)
