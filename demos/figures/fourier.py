"""One question to a sound and the spectrum that all of them make."""

from matplotlib.figure import Figure
from torch import Tensor

from demos.figures.style import new_figure
from mm_models.audio.fourier import ProbeTrace, SpectrumTrace

SOUND, COSINE, SINE = "#3264c8", "#cf5b17", "#12876a"


def fourier_figure(stretch: Tensor, trace: ProbeTrace, fine: SpectrumTrace) -> Figure:
    """The stretch with its probes, their products, the growing sums, and the spectrum with the probe marked."""
    figure, (compared, multiplied, added, grown) = new_figure(4, height_inches=8.0)
    milliseconds = 1000 * trace.times_s
    peak = float(stretch.abs().max())
    compared.plot(milliseconds, peak * trace.cosine, color=COSINE, linewidth=0.8, label="cosine")
    compared.plot(milliseconds, peak * trace.sine, color=SINE, linewidth=0.8, label="sine")
    compared.plot(milliseconds, stretch, color=SOUND, linewidth=1.2, label="sound")
    multiplied.fill_between(milliseconds, trace.cosine_product, color=COSINE, alpha=0.5, linewidth=0)
    multiplied.fill_between(milliseconds, trace.sine_product, color=SINE, alpha=0.5, linewidth=0)
    added.plot(milliseconds, trace.cosine_running, color=COSINE, label=f"cosine sum: {trace.cosine_sum:.2f}")
    added.plot(milliseconds, trace.sine_running, color=SINE, label=f"sine sum: {trace.sine_sum:.2f}")
    grown.semilogx(fine.frequencies_hz[1:], fine.magnitude[1:], color=SOUND, linewidth=0.9)
    grown.axvline(
        trace.frequency_hz,
        color=COSINE,
        linestyle="--",
        label=f"{trace.frequency_hz:.0f} Hz: {trace.magnitude:.2f}",
    )
    labels = ("amplitude", "sound × probe", "sum so far", "magnitude |X|")
    for axes, words in zip((compared, multiplied, added, grown), labels, strict=True):
        axes.set(ylabel=words, xlabel="frequency (Hz)" if axes is grown else "time in the stretch (ms)")
    grown.set(xlim=(20, float(fine.frequencies_hz[-1])), ylim=(0, None))
    for axes in (compared, added, grown):
        axes.legend(fontsize=8, loc="upper right")
    return figure
