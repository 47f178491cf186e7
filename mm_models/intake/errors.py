"""The one error that a person's input can raise."""

from mm_models.text import Text


class InputError(ValueError):
    """An input that cannot be used, with one sentence that says why and what to do about it.

    `code` is stable, for tests and for callers that treat one case differently; `text` is for the person.
    """

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text
