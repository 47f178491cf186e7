"""A sentence in the application's two languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The same sentence in English and Korean: what is said in one is always said in the other."""

    en: str
    ko: str

    def __post_init__(self) -> None:
        if not self.en or not self.ko:
            raise ValueError(f"a text needs both languages, got en={self.en!r} and ko={self.ko!r}")

    def in_language(self, language: str) -> str:
        """The sentence in `language`; English for any language other than "ko"."""
        return self.ko if language == "ko" else self.en
