"""Windows against scipy, and their lobes against the table in Harris (1978)."""

import pytest
import scipy.signal
import torch

from mm_models.audio.windows import WINDOWS, is_cola, leakage, noise_bandwidth_bins, overlap_sum, window

SCIPY_NAMES = {"rectangular": "boxcar", "hann": "hann", "hamming": "hamming", "blackman": "blackman"}


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("length", [1, 2, 25, 400])
def test_windows_agree_with_scipy(name, length):
    wanted = scipy.signal.get_window(SCIPY_NAMES[name], length, fftbins=True)
    torch.testing.assert_close(window(name, length), torch.tensor(wanted).float(), rtol=0, atol=1e-7)


@pytest.mark.parametrize(
    ("name", "bandwidth", "main_lobe", "side_lobe_db"),
    [
        ("rectangular", 1.00, 2, -13.3),
        ("hann", 1.50, 4, -31.5),
        ("hamming", 1.36, 4, -42.7),
        ("blackman", 1.73, 6, -58.1),
    ],
)
def test_lobes_are_those_of_the_textbook(name, bandwidth, main_lobe, side_lobe_db):
    trace = leakage(window(name, 512))
    assert trace.noise_bandwidth_bins == pytest.approx(bandwidth, abs=0.005)
    assert trace.main_lobe_bins == pytest.approx(main_lobe, abs=0.1)
    assert trace.highest_side_lobe_db == pytest.approx(side_lobe_db, abs=0.1)
    assert trace.decibels[0] == 0


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("hop", [1, 50, 100, 133, 160, 200, 400])
def test_cola_agrees_with_scipy(name, hop):
    samples = window(name, 400)
    wanted = scipy.signal.check_COLA(samples.double().numpy(), 400, 400 - hop, tol=1e-5)
    assert is_cola(samples, hop) == wanted


def test_windows_with_gaps_between_them_are_not_cola():
    assert not is_cola(window("rectangular", 100), 150)


def test_the_overlap_sum_is_what_shifted_copies_add_up_to():
    samples, hop = window("blackman", 100), 30
    line = torch.zeros(1000)
    for start in range(0, 900, hop):
        line[start : start + 100] += samples
    torch.testing.assert_close(overlap_sum(samples, hop), line[300:330])


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_of_one_sample_leaks_everywhere_alike(name):
    trace = leakage(window(name, 1))
    assert trace.decibels.abs().max() == 0
    assert trace.highest_side_lobe_db is None
    assert noise_bandwidth_bins(window(name, 1)) == 1


def test_errors_say_what_would_work():
    with pytest.raises(ValueError, match="choose one of rectangular, hann"):
        window("hanning", 400)
    with pytest.raises(ValueError, match="at least one sample, got 0"):
        window("hann", 0)
    with pytest.raises(ValueError, match="must not be shorter than the window"):
        leakage(window("hann", 400), n_fft=256)
    with pytest.raises(ValueError, match="hop must be at least one sample"):
        overlap_sum(window("hann", 400), 0)
