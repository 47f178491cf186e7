"""The application's two languages: labels that the browser translates, and sentences that the server says.

Static labels are `gr.I18n` keys, so one page serves both languages and switching needs no request. What only the
server can say (an error, a lesson) is said in the language of the page that asked, which its address carries
(`?lang=ko`; `demos/shell` puts it there), else the browser's.
"""

import hashlib

import gradio as gr
from gradio.i18n import I18nData

from mm_models.text import Text

LANGUAGES = ("en", "ko")

_LABELS: dict[str, Text] = {}


def label(en: str, ko: str) -> I18nData:
    """A label for a component, in both languages; `translations()` must be called after the last one."""
    return label_of(Text(en, ko))


def label_of(text: Text) -> I18nData:
    """`label` of a sentence that is already a `Text`."""
    key = "t" + hashlib.sha256(f"{text.en}\0{text.ko}".encode()).hexdigest()[:10]
    _LABELS[key] = text
    return I18nData(key)


def translations() -> gr.I18n:
    """Every label made so far, as what `launch(i18n=...)` takes."""
    return gr.I18n(
        en={key: text.en for key, text in _LABELS.items()},
        ko={key: text.ko for key, text in _LABELS.items()},
    )


def language_of(request: gr.Request | None, default: str = "en") -> str:
    """The language of the page that sent a request: its address's `lang`, else the browser's, else `default`."""
    if request is None:
        return default
    asked = request.query_params.get("lang") or _preferred(request.headers.get("accept-language", ""))
    return asked if asked in LANGUAGES else default


def _preferred(accept_language: str) -> str:
    """The first language of an Accept-Language header, without its region: "ko-KR,ko;q=0.9" is "ko"."""
    return accept_language.split(",")[0].split(";")[0].split("-")[0].strip().lower()


def spans(text: Text) -> str:
    """Both sentences as HTML of which the style sheet shows the one in the page's language; markup is escaped."""
    return f'<span lang="en">{_escaped(text.en)}</span><span lang="ko">{_escaped(text.ko)}</span>'


def _escaped(sentence: str) -> str:
    return sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
