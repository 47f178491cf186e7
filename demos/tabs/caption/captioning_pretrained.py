"""BLIP on the Caption page: its caption and where each word looked; the other parts belong to the captioners trained here."""

from collections.abc import Sequence
from typing import cast

import numpy as np

from demos.figures.captioning import captioning_figure
from demos.picture import Seen, reduced
from demos.tabs.caption.captioning_speech import Manner, within
from demos.tabs.caption.captioning_words import Written as Sentence
from demos.tabs.caption.captioning_words import good_news, truth_rows, verdict_text
from demos.take import Take
from demos.views import caption_view
from demos.views.caption_view import Mark, caption_over, captions_over
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.picture_view import picture, value_map
from mm_models import registry
from mm_models.intake.errors import InputError
from mm_models.pretrained.captioners import MAX_WIDTH, PretrainedCaptioner, Word, speak, words
from mm_models.text import Text
from mm_models.world.checking import Verdict, check
from mm_models.world.parsing import Span
from mm_models.world.scenes import Scene

BLIP = "blip-captioning"
TITLE = Text("BLIP (pretrained)", "BLIP (사전 학습)")
SHOWN = 336  # pixels a side of the large picture
FETCHED = Text(
    "BLIP speaks English only, and is fetched (1 GB) only when it is chosen.",
    "BLIP은 영어로만 답하며, 골랐을 때에만 내려받습니다(1GB).",
)
ONLY_OURS = Text(
    "The steps inside, the changes and the comparison are shown for the captioners trained here.",
    "내부 단계, 바꾸어 보기, 비교는 여기서 학습한 캡션 모델에서만 보여 드립니다.",
)
SILENT = Text(
    "BLIP said nothing about this picture. Please try another one.",
    "BLIP이 이 그림에 대해 아무 말도 하지 않았습니다. 다른 그림을 골라 주세요.",
)
HOW = Text("How BLIP chose its words", "BLIP이 낱말을 고른 방법")
SEARCH = Text(
    "In English, by the library's own search; sampling is not offered and becomes greedy.",
    "영어로, 라이브러리의 탐색을 씁니다. 표본 추출은 없으므로 탐욕 탐색으로 바뀝니다.",
)
MEAN = Text("mean of the heads", "헤드의 평균")


def blip_width(how: Manner) -> int:
    """Beams: 1 unless beam search was chosen."""
    return int(within(how.width, 1, MAX_WIDTH)) if how.way == "beam" else 1


def blip_words(seen: Seen, how: Manner) -> tuple[Word, ...]:
    """What BLIP says; this fetches it if need be.

    Raises:
        RegistryError: it cannot be had.
        InputError: it says nothing.
    """
    with registry.use(BLIP) as used:
        model = cast(PretrainedCaptioner, used)
        said = words(model, speak(model, seen.large, blip_width(how)))
    if not said:
        raise InputError("no-caption", SILENT)
    return said


def blip_answer(seen: Seen, how: Manner, word: float) -> list[Payload | None]:
    """The payloads of the captioning tab; None where a part is only for the captioners trained here."""
    said = blip_words(seen, how)
    place = int(within(word, 1, len(said))) - 1
    sentence = sentence_of(said)
    verdict = verdict_of(sentence.text, seen.scene)
    large = blip_pane(reduced(seen.large, SHOWN), said, sentence, verdict)
    small = blip_pane(reduced(seen.large, SHOWN // 2), said, sentence, verdict, note=ONLY_OURS)
    return [
        caption_over(large, chosen=place),
        blip_verdict(sentence, seen.scene if verdict else None, blip_width(how)),
        facts([(TITLE, "–", ONLY_OURS)]),
        None,
        head_pictures(seen.large, said[place]),
        None,
        None,
        None,
        captions_over([small], chosen=place),
        None,
        None,
        None,
        None,
    ]


def sentence_of(said: Sequence[Word]) -> Sentence:
    """The words with spaces between them, and where each stands."""
    spans: list[Span] = []
    first = 0
    for each in said:
        spans.append((first, first + len(each.text)))
        first += len(each.text) + 1
    return Sentence(" ".join(each.text for each in said), tuple(spans))


def verdict_of(text: str, scene: Scene | None) -> Verdict | None:
    """The truth about a caption; None for a photograph, and where the world's parser does not know every word."""
    if scene is None:
        return None
    verdict = check(text, scene)
    return verdict if verdict.says_something and not verdict.unknown else None


def blip_pane(
    image: np.ndarray,
    said: Sequence[Word],
    sentence: Sentence,
    verdict: Verdict | None,
    note: Text | None = None,
) -> Payload:
    """The caption over the picture; `note` stands in place of the verdict."""
    truth = "" if verdict is None else verdict_text(verdict, sentence.text)
    return caption_view.pane(
        image,
        [word_payload(each, span, verdict) for each, span in zip(said, sentence.spans, strict=True)],
        maps=maps_of(said),
        title=TITLE,
        note=note or truth,
        good=None if verdict is None or note else good_news(verdict),
    )


def word_payload(said: Word, span: Span, verdict: Verdict | None) -> Payload:
    """A word with what could have come in place of its first piece."""
    first = said.pieces[0]
    away = float(np.mean([float(piece.class_attention[-1].mean()) for piece in said.pieces]))
    return caption_view.word(
        said.text,
        said.probability,
        mark=mark_of(span, verdict),
        likeliest=first.likeliest,
        chosen=first.text,
        facts=[
            (
                Text("Attention to the class token, not to patches", "패치가 아닌 클래스 토큰을 본 비율"),
                f"{away:.0%}",
            )
        ],
    )


def mark_of(span: Span, verdict: Verdict | None) -> Mark:
    """Whether a word belongs to a claim that is right or wrong."""
    parts = () if verdict is None else verdict.parts
    claims = [part for part in parts if part.span[0] <= span[0] < part.span[1]]
    if not claims:
        return ""
    return "right" if all(part.true for part in claims) else "wrong"


def maps_of(said: Sequence[Word]) -> np.ndarray:
    """(words, rows, columns): the mean over the last layer's heads."""
    return np.stack([each.attention[-1].mean(0).numpy() for each in said])


def head_pictures(image: np.ndarray, said: Word) -> Payload:
    """The last layer's heads and their mean, as tiles."""
    heads = said.attention[-1].numpy()
    named = [(MEAN, heads.mean(axis=0))]
    named += [(Text(f"head {i + 1}", f"헤드 {i + 1}"), each) for i, each in enumerate(heads)]
    maps = [value_map(name, values, low=0.0) for name, values in named]
    return picture(image, maps=maps, grid=heads.shape[1:], tiles=True, shown=0)


def blip_verdict(sentence: Sentence, scene: Scene | None, width: int) -> Payload:
    """The sentence, its truth where that can be told, and how the words were chosen."""
    truth = [] if scene is None else truth_rows(sentence, scene)
    beams = f"× {width}"
    return facts([(Text("The sentence", "문장"), "", sentence.text), *truth, (HOW, beams, SEARCH)])


def blip_take(seen: Seen, how: Manner, python: str) -> Take:
    """The picture with the map of every word as a figure, the arrays, and the lines that compute them."""
    said = blip_words(seen, how)
    maps, shares = maps_of(said), [each.probability for each in said]
    names = [each.text for each in said]
    flat = maps.reshape(len(maps), -1)
    return Take(
        figure=lambda: captioning_figure(seen.large, names, shares, flat, " ".join(names)),
        arrays={
            "picture": seen.large,
            "words": np.array(names),
            "probabilities": np.array(shares),
            "attention": maps,
        },
        python=python,
    )


def blip_python(scene: str, photo: str | None, how: Manner) -> str:
    """Lines that say the same caption."""
    picture_file = "your-photo.jpg" if photo else None
    return PYTHON.format(scene=scene, photo=picture_file, key=BLIP, width=blip_width(how))


PYTHON = """\
from demos.picture import read_picture
from mm_models import registry
from mm_models.pretrained.captioners import speak, words

seen = read_picture({scene!r}, {photo!r})
registry.configure()
with registry.use({key!r}) as model:
    said = words(model, speak(model, seen.large, width={width}))

for word in said:
    print(word.text, word.probability, word.attention[-1].mean(0).argmax())
"""
