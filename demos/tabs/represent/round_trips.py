"""The figures of the back-to-sound tab: one sound through five representations and back."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from demos.kept import kept
from demos.views.facts_view import facts, step
from demos.views.packing import Payload
from demos.views.player_view import player, stem
from demos.views.plot_view import line, plot
from demos.views.signal_view import image_track, signal, wave_track
from mm_models.audio.edits import drop_bands, shuffle_frames, shuffle_phase
from mm_models.audio.invert import griffin_lim
from mm_models.audio.quality import log_spectral_distance_db, si_sdr_db
from mm_models.audio.round_trip import REPRESENTATIONS, RoundTripConfig, RoundTripTrace, keep, round_trip
from mm_models.audio.stft import StftConfig, stft
from mm_models.text import Text

RANGE_DB = 80.0
BLOCK = 10  # frames that stay together when the order is shuffled
LOW_HZ, HIGH_HZ = 1000.0, 4000.0
COLUMNS = 140  # of each picture: six of them travel together

NAMES: dict[str, Text] = {
    "stft": Text("STFT with phase", "위상이 있는 STFT"),
    "magnitude": Text("Magnitude only", "크기만"),
    "mel": Text("Mel", "멜"),
    "log-mel": Text("Few log-mel bands", "적은 로그 멜 밴드"),
    "mfcc": Text("MFCC", "MFCC"),
}
ORIGINAL = Text("Original", "원본")


@dataclass(frozen=True)
class RoundTrips:
    """A sound, and what came back of it from each representation with how far it is from the original."""

    original: Tensor  # (samples,)
    config: RoundTripConfig
    asked: Tensor  # complex, (bins, frames): the original's spectrogram, spoilt if that was wished
    traces: tuple[RoundTripTrace, ...]
    distances_db: tuple[float, ...]
    si_sdr_db: float | None  # of the first, the only one that kept the phase


@kept
def travel(waveform: Tensor, config: RoundTripConfig, edit: str) -> RoundTrips:
    """Sends a sound through all five; every search for a phase starts from the same random one."""
    asked = _spoil(edit, waveform, config.stft)
    traces = tuple(
        round_trip(name, asked, len(waveform), config, torch.Generator().manual_seed(0))
        for name in REPRESENTATIONS
    )
    distances = tuple(log_spectral_distance_db(waveform, each.waveform, config.stft) for each in traces)
    return RoundTrips(waveform, config, asked, traces, distances, si_sdr_db(waveform, traces[0].waveform))


def _spoil(edit: str, waveform: Tensor, config: StftConfig) -> Tensor:
    seeded = torch.Generator().manual_seed(0)
    edits: dict[str, Callable[[], Tensor]] = {
        "none": lambda: stft(waveform, config).spectrogram,
        "shuffle-phase": lambda: shuffle_phase(waveform, config, seeded).asked,
        "drop-bands": lambda: drop_bands(waveform, config, LOW_HZ, HIGH_HZ).asked,
        "shuffle-frames": lambda: shuffle_frames(waveform, config, seeded, block=BLOCK).asked,
    }
    return edits[edit]()


def listen(trips: RoundTrips) -> Payload:
    """The original and the five, each with its log-spectral distance."""
    stems = [stem(ORIGINAL, trips.original)]
    for colour, (trace, distance) in enumerate(zip(trips.traces, trips.distances_db, strict=True), 1):
        note = Text(f"{distance:.1f} dB away", f"{distance:.1f} dB 차이")
        stems.append(stem(title(trace), trace.waveform, colour=colour, note=note))
    return player(stems, trips.config.stft.sample_rate)


def title(trace: RoundTripTrace) -> Text:
    """The name of a representation with its number of rows."""
    name, rows = NAMES[trace.representation], len(trace.kept.values)
    return Text(f"{name.en}, {rows}", f"{name.ko}, {rows}")


def figures(trips: RoundTrips) -> Payload:
    """For each representation: log-spectral distance, numbers a second, and SI-SDR where it means something."""
    return facts(
        [
            (title(trace), f"{distance:.1f} dB", kept_words(trips, trace))
            for trace, distance in zip(trips.traces, trips.distances_db, strict=True)
        ]
    )


def kept_words(trips: RoundTrips, trace: RoundTripTrace) -> Text:
    """How many numbers a second were kept, and what a comparison of samples says or why it says nothing."""
    rate = f"{trace.numbers_per_second:,.0f}"
    if not trace.kept.values.is_complex():
        return Text(
            f"from {rate} numbers a second; no SI-SDR, the phase is invented",
            f"초당 숫자 {rate}개. 위상을 지어냈으므로 SI-SDR은 없습니다",
        )
    if trips.si_sdr_db is None:
        return Text(
            f"from {rate} numbers a second; no SI-SDR of silence",
            f"초당 숫자 {rate}개. 무음에는 SI-SDR이 없습니다",
        )
    return Text(
        f"from {rate} numbers a second; SI-SDR {trips.si_sdr_db:.0f} dB",
        f"초당 숫자 {rate}개. SI-SDR {trips.si_sdr_db:.0f} dB",
    )


def chain(trips: RoundTrips) -> Payload:
    """The way of a sound through a representation and back, and the shape of what each of them keeps."""
    rows = [
        (NAMES[each.representation], f"{tuple(each.kept.values.shape)}", _kind(each.kept.values))
        for each in trips.traces
    ]
    shape, samples = trips.asked.shape, (len(trips.original),)
    found = Text(f"{trips.config.iterations} × Griffin-Lim", f"그리핀-림 {trips.config.iterations}회")
    steps = [
        step(Text("Waveform", "파형"), samples),
        step(Text("Spectrogram", "스펙트로그램"), shape, Text("complex", "복소수")),
        step(
            Text("What is kept", "남기는 것"), "1 / 5", Text("one of the five below", "아래 다섯 가운데 하나")
        ),
        step(Text("Magnitudes", "크기"), shape, Text("worked out from it", "남은 것에서 계산")),
        step(Text("Phases", "위상"), shape, found),
        step(Text("Waveform", "파형"), samples, Text("what you hear", "들리는 소리")),
    ]
    return facts(rows, steps=steps)


def _kind(values: Tensor) -> Text:
    if values.is_complex():
        return Text("complex: magnitude and phase", "복소수: 크기와 위상")
    return Text("real", "실수")


def noticed(trips: RoundTrips) -> Payload:
    """For each representation, how much of what it keeps the edit has changed."""
    untouched = stft(trips.original, trips.config.stft).spectrogram
    rows = []
    for trace, distance in zip(trips.traces, trips.distances_db, strict=True):
        before = keep(trace.representation, untouched, trips.config).values
        change = ((trace.kept.values - before).norm() / before.norm().clamp(min=1e-12)).item()
        words = Text(f"sound {distance:.1f} dB from the original", f"원본과 {distance:.1f} dB 차이 나는 소리")
        rows.append((title(trace), f"{change:.0%}", words))
    return facts(rows)


def look(trips: RoundTrips) -> Payload:
    """The spectrogram of every sound, on the original's scale of levels."""
    rate = trips.config.stft.sample_rate
    hop = max(round(0.01 * rate), -(-len(trips.original) // COLUMNS))
    config = StftConfig(rate, hop_length=hop)
    top = float(stft(trips.original, config).decibels.max())
    sounds = [(ORIGINAL, trips.original), *((title(each), each.waveform) for each in trips.traces)]
    tracks = [_picture(words, sound, config, top, playable=words is ORIGINAL) for words, sound in sounds]
    return signal(trips.original, rate, [wave_track(Text("Original waveform", "원본 파형")), *tracks])


def _picture(words: Text, sound: Tensor, config: StftConfig, top: float, *, playable: bool) -> Payload:
    trace = stft(sound, config)
    return image_track(
        words,
        trace.decibels,
        hop_seconds=config.hop_s,
        y_values=trace.frequencies_hz,
        low=top - RANGE_DB,
        high=top,
        band_playable=playable,
        height=130,
    )


def converging(trips: RoundTrips) -> Payload:
    """How near each search comes to the magnitudes it was asked for, and the 1984 search beside the faster one."""
    count = torch.arange(1, trips.config.iterations + 1, dtype=torch.float32)
    lines = [
        line(NAMES[each.representation], count, each.consistency_db, colour=colour)
        for colour, each in enumerate(trips.traces, 1)
        if len(each.consistency_db)
    ]
    slow = line(
        Text("Magnitude only, without momentum (1984)", "크기만, 모멘텀 없이 (1984)"),
        count,
        without_momentum(trips),
        colour=2,
        dashed=True,
    )
    return plot(
        [*lines, slow],
        x_label=Text("Iteration", "반복"),
        y_label=Text("Consistency", "일관성"),
        y_unit="dB",
    )


def without_momentum(trips: RoundTrips) -> Tensor:
    """The consistency (iterations,) in dB of Griffin and Lim's own algorithm, which can only rise."""
    steps = griffin_lim(
        trips.traces[1].kept.magnitude,
        trips.config.stft,
        len(trips.original),
        generator=torch.Generator().manual_seed(0),
        iterations=trips.config.iterations,
        momentum=0.0,
    )
    return torch.tensor([each.consistency_db for each in steps])


def price(trips: RoundTrips) -> Payload:
    """Each representation as a point: numbers a second across, distance from the original upwards."""
    points = [
        line(
            NAMES[trace.representation],
            torch.tensor([trace.numbers_per_second]),
            torch.tensor([distance]),
            style="points",
            colour=colour,
        )
        for colour, (trace, distance) in enumerate(zip(trips.traces, trips.distances_db, strict=True), 1)
    ]
    return plot(
        points,
        x_label=Text("Numbers kept a second", "초당 남긴 숫자"),
        y_label=Text("Log-spectral distance", "로그 스펙트럼 거리"),
        y_unit="dB",
        x_scale="log",
        x_range=(1e3, 1e5),
        y_range=(-0.3, 1.1 * max(*trips.distances_db, 1.0)),
    )
