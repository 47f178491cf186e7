"""An uploaded file's bytes, once its size is known to be harmless."""

from pathlib import Path

from mm_models.intake.errors import InputError
from mm_models.intake.limits import MEGABYTE
from mm_models.text import Text

MISSING = Text(
    en="No file has arrived; choose a file and wait until it is uploaded.",
    ko="받은 파일이 없습니다. 파일을 고르고 업로드가 끝날 때까지 기다려 주세요.",
)
EMPTY = Text(
    en="The file is empty; choose another one or save it again.",
    ko="파일이 비어 있습니다. 다른 파일을 고르거나 다시 저장해 주세요.",
)


def read_bytes(path: Path | str | None, max_bytes: int) -> bytes:
    """The content of a regular file of 1 to `max_bytes` bytes; InputError otherwise, before anything is read."""
    if path is None or not Path(path).is_file():
        raise InputError("file-missing", MISSING)
    size = Path(path).stat().st_size
    if size == 0:
        raise InputError("file-empty", EMPTY)
    if size > max_bytes:
        raise InputError("file-too-large", _too_large(size, max_bytes))
    with Path(path).open("rb") as file:
        return file.read(max_bytes)


def _too_large(size: int, max_bytes: int) -> Text:
    size_mb, max_mb = f"{size / MEGABYTE:.1f}", f"{max_bytes / MEGABYTE:g}"
    return Text(
        en=f"The file has {size_mb} MB; at most {max_mb} MB are read, so shorten it or compress it.",
        ko=f"파일 크기가 {size_mb} MB입니다. {max_mb} MB까지만 읽으므로 길이를 줄이거나 압축해 주세요.",
    )
