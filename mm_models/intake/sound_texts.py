"""What a person is told about a sound: one sentence for each thing that was done to it or is wrong with it."""

from mm_models.intake.limits import SoundLimits
from mm_models.text import Text

NOTHING_RECORDED = Text(
    en="Nothing was recorded; allow the microphone in the browser and record again.",
    ko="녹음된 소리가 없습니다. 브라우저에서 마이크 사용을 허용하고 다시 녹음해 주세요.",
)
NOT_A_RECORDING = Text(
    en="What came from the microphone is not a recording; record again or choose a file.",
    ko="마이크에서 받은 데이터가 녹음이 아닙니다. 다시 녹음하거나 파일을 골라 주세요.",
)
ALL_DAMAGED = Text(
    en="The file begins like a sound, but nothing in it can be decoded; save it again or choose another one.",
    ko="소리 파일처럼 시작하지만 디코딩할 수 있는 내용이 없습니다. 다시 저장하거나 다른 파일을 골라 주세요.",
)
ALL_BROKEN = Text(
    en="Every sample of this sound is infinite or not a number; export it again.",
    ko="모든 샘플이 무한대이거나 숫자가 아닙니다. 소리를 다시 내보내 주세요.",
)
SILENT = Text(
    en="The sound is silent: its peak is below -80 dB of full scale.",
    ko="무음입니다. 최대 진폭이 최대 눈금의 -80 dB보다 작습니다.",
)


def wrong_rate(rate: int, limits: SoundLimits) -> Text:
    low, high = f"{limits.min_rate / 1000:g}", f"{limits.max_rate / 1000:g}"
    return Text(
        en=f"The sound has {rate:,} samples a second; convert it to a sample rate from {low} to {high} kHz.",
        ko=f"표본화율이 {rate:,} Hz입니다. {low}~{high} kHz로 변환해 주세요.",
    )


def too_many_channels(channels: int, limits: SoundLimits) -> Text:
    return Text(
        en=f"The sound has {channels} channels; mix it down to {limits.max_channels} or fewer.",
        ko=f"채널이 {channels}개입니다. {limits.max_channels}개 이하로 줄여 주세요.",
    )


def too_short(seconds: float, limits: SoundLimits) -> Text:
    has, needs = f"{1000 * seconds:.3g}", f"{1000 * limits.min_seconds:.3g}"
    return Text(
        en=f"The sound lasts {has} ms, which is too short; use one of at least {needs} ms.",
        ko=f"소리의 길이가 {has} ms로 너무 짧습니다. {needs} ms 이상인 소리를 사용해 주세요.",
    )


def cut(whole_seconds: float | None, used_seconds: float) -> Text:
    """`whole_seconds` is the header's word; where it says less than was decoded, it is not repeated."""
    used = f"{used_seconds:g}"
    if whole_seconds is None or whole_seconds <= used_seconds:
        return Text(
            en=f"Only the first {used} s of the sound are used.",
            ko=f"소리의 처음 {used}초만 사용합니다.",
        )
    whole_en, whole_ko = _duration(whole_seconds)
    return Text(
        en=f"The sound lasts {whole_en}; only the first {used} s are used.",
        ko=f"소리의 길이는 {whole_ko}입니다. 처음 {used}초만 사용합니다.",
    )


def partly_damaged(seconds: float) -> Text:
    return Text(
        en=f"The file is damaged or cut off; the {seconds:.3g} s that could be decoded are used.",
        ko=f"파일이 손상되었거나 중간에 끊겼습니다. 디코딩할 수 있는 {seconds:.3g}초만 사용합니다.",
    )


def mixed(channels: int) -> Text:
    return Text(
        en=f"{channels} channels were mixed to mono by their mean.",
        ko=f"채널 {channels}개를 평균하여 모노로 만들었습니다.",
    )


def resampled(source_rate: int, rate: int) -> Text:
    source_khz, khz = f"{source_rate / 1000:g}", f"{rate / 1000:g}"
    return Text(
        en=f"Resampled from {source_khz} to {khz} kHz.",
        ko=f"표본화율을 {source_khz} kHz에서 {khz} kHz로 변환했습니다.",
    )


def broken(share: float) -> Text:
    percent = _percent(share)
    return Text(
        en=f"{percent} of the samples were infinite or not a number; they were set to 0.",
        ko=f"샘플의 {percent}가 무한대이거나 숫자가 아니어서 0으로 바꾸었습니다.",
    )


def clipped(share: float) -> Text:
    percent = _percent(share)
    return Text(
        en=f"The recording is clipped: {percent} of the samples are flat at full scale; record at a lower level.",
        ko=f"녹음이 클리핑되었습니다. 샘플의 {percent}가 최대 눈금에 눌려 있으니 더 작은 음량으로 녹음해 주세요.",
    )


def turned_down(decibels: float) -> Text:
    return Text(
        en=f"The sound goes beyond full scale and was turned down by {decibels:.1f} dB.",
        ko=f"최대 눈금을 넘는 소리여서 {decibels:.1f} dB 줄였습니다.",
    )


def faint(peak_db: float) -> Text:
    return Text(
        en=f"The sound is very faint: its peak is at {peak_db:.0f} dB of full scale; record closer or louder.",
        ko=f"소리가 매우 작습니다. 최대 진폭이 최대 눈금의 {peak_db:.0f} dB이니 더 가까이에서 크게 녹음해 주세요.",
    )


def _duration(seconds: float) -> tuple[str, str]:
    if seconds < 120:
        return f"{seconds:.1f} s", f"{seconds:.1f}초"
    return f"{seconds / 60:.0f} minutes", f"{seconds / 60:.0f}분"


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share >= 0.0001 else "< 0.01 %"
