"""Searching the gallery with the CLIP of this repository: pictures for a prompt, texts for the picture."""

from torch import from_numpy

from demos.picture import Seen
from demos.tabs.caption.captioning_words import Row
from demos.tabs.match import gallery
from demos.tabs.match.clip_gallery import our_gallery, our_gallery_texts
from demos.tabs.match.clip_match import Match
from demos.tabs.match.clip_views import truth_note, truth_of
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.picture_view import pane, pictures
from mm_models.text import Text

SHOWN = 8  # answers of a search


def found_pictures(found: Match, chosen: int) -> Payload:
    """The pictures of the gallery nearest to a prompt, each with its cosine and whether the prompt is true of it."""
    prompt = found.words[chosen].text
    answers = gallery.nearest(from_numpy(found.texts[chosen]), our_gallery(), SHOWN)
    return pictures(
        [
            pane(
                gallery.picture_of(each.number),
                title=str(rank),
                note=truth_note(truth_of(prompt, gallery.scenes()[each.number]), cosine_of(each.cosine)),
            )
            for rank, each in enumerate(answers, start=1)
        ]
    )


def found_texts(found: Match, seen: Seen, language: str) -> Payload:
    """The texts of the gallery nearest to the picture, each with its cosine and whether it is true of the picture."""
    said = gallery.texts(language)
    answers = gallery.nearest(from_numpy(found.picture), our_gallery_texts(language), SHOWN)
    rows: list[Row] = [
        (
            said[each.number],
            f"{rank}",
            truth_note(truth_of(said[each.number], seen.scene), cosine_of(each.cosine)),
        )
        for rank, each in enumerate(answers, start=1)
    ]
    return facts(rows)


def cosine_of(value: float) -> Text:
    """A cosine in words."""
    return Text(f"cosine {value:.3f}", f"코사인 {value:.3f}")
