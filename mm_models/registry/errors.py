"""Everything the registry says when it cannot give a model, in both languages."""

from collections.abc import Iterable
from difflib import get_close_matches

from mm_models.text import Text


class RegistryError(Exception):
    """A model cannot be had; `text` says why and what to do, fit to be shown to a person."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def unknown_key(key: str, known: Iterable[str]) -> RegistryError:
    near = get_close_matches(key, list(known), n=1)
    hint_en = f"; did you mean {near[0]}?" if near else ""
    hint_ko = f" 혹시 {near[0]}을(를) 찾으셨나요?" if near else ""
    return RegistryError(
        Text(en=f"no model named {key!r}{hint_en}", ko=f"{key!r}(이)라는 모델이 없습니다.{hint_ko}")
    )


def unknown_device(name: str, usable: Iterable[str]) -> RegistryError:
    names = ", ".join(usable)
    return RegistryError(
        Text(
            en=f"The device {name!r} cannot be used on this machine; choose auto or one of: {names}.",
            ko=f"이 컴퓨터에서는 {name!r} 장치를 쓸 수 없습니다. auto 또는 다음 중에서 고르세요: {names}.",
        )
    )


def too_large(title: Text, needed: int, limit: int) -> RegistryError:
    return RegistryError(
        Text(
            en=f"{title.en} needs {_mb(needed)}, but at most {_mb(limit)} of memory can be made free for it. "
            "Choose a smaller model or start the app with a larger memory budget.",
            ko=f"{title.ko} 모델에는 {_mb(needed)}가 필요하지만 확보할 수 있는 메모리는 "
            f"최대 {_mb(limit)}입니다. "
            "더 작은 모델을 고르거나 메모리 한도를 늘려 앱을 다시 시작하세요.",
        )
    )


def no_room(title: Text) -> RegistryError:
    return RegistryError(
        Text(
            en=f"There is no room for {title.en}: other models are in use. Try again in a moment.",
            ko=f"다른 모델들이 사용 중이어서 {title.ko} 모델을 올릴 메모리가 없습니다. "
            "잠시 뒤에 다시 시도하세요.",
        )
    )


def still_busy(title: Text) -> RegistryError:
    return RegistryError(
        Text(
            en=f"{title.en} is still being loaded. Try again in a moment.",
            ko=f"{title.ko} 모델을 아직 불러오는 중입니다. 잠시 뒤에 다시 시도하세요.",
        )
    )


def out_of_memory(title: Text, device: str) -> RegistryError:
    return RegistryError(
        Text(
            en=f"{title.en} does not fit into the memory of {device}, even with every idle model removed. "
            "Choose a smaller model, or close other programs that use this device.",
            ko=f"쓰지 않는 모델을 모두 내렸는데도 {title.ko} 모델이 {device} 메모리에 들어가지 않습니다. "
            "더 작은 모델을 고르거나 이 장치를 쓰는 다른 프로그램을 닫으세요.",
        )
    )


def load_failed(title: Text, cause: Exception) -> RegistryError:
    """Names only the kind of error: its message may hold paths of this machine; the log has it in full."""
    kind = type(cause).__name__
    return RegistryError(
        Text(
            en=f"{title.en} could not be loaded ({kind}). Trying again starts afresh; "
            "the log has the details.",
            ko=f"{title.ko} 모델을 불러오지 못했습니다({kind}). 다시 시도하면 처음부터 불러오며, "
            "자세한 내용은 로그에 있습니다.",
        )
    )


def wrong_hash(title: Text, file_name: str) -> RegistryError:
    return RegistryError(
        Text(
            en=f"{title.en} was not loaded: {file_name} is not the published file (its SHA-256 differs). "
            "Fetch the repository's weights again.",
            ko=f"{title.ko} 모델을 불러오지 않았습니다. {file_name} 파일의 SHA-256 값이 공개된 것과 "
            "다릅니다. 저장소에서 가중치를 다시 받으세요.",
        )
    )


def changed_on_hub(title: Text) -> RegistryError:
    return RegistryError(
        Text(
            en=f"{title.en} was not loaded: a fetched file is not the published one (its SHA-256 differs). "
            "Delete the model from the cache of the Hugging Face Hub and try again.",
            ko=f"{title.ko} 모델을 불러오지 않았습니다. 내려받은 파일의 SHA-256 값이 공개된 것과 다릅니다. "
            "Hugging Face Hub 캐시에서 이 모델을 지우고 다시 시도하세요.",
        )
    )


def missing_file(file_name: str) -> Text:
    return Text(
        en=f"The weights file {file_name} is missing from this copy of the repository.",
        ko=f"이 저장소 사본에 가중치 파일 {file_name}이(가) 없습니다.",
    )


def offline(repo: str) -> Text:
    return Text(
        en=f"{repo} has to be fetched from the Hugging Face Hub once, and the app runs offline.",
        ko=f"{repo} 모델은 Hugging Face Hub에서 한 번 내려받아야 하는데, 앱이 오프라인으로 실행 중입니다.",
    )


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
