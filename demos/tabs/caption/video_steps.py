"""One word of a clip's caption taken apart, and the clip as the captioner sees it, with the numbers that it really computed."""

from collections.abc import Sequence

import numpy as np
import torch

from demos.tabs.caption.captioning_speech import Spoken, on_cpu, tensor_of
from demos.tabs.caption.captioning_steps import after_text, choice_rows, entropy
from demos.tabs.caption.captioning_words import Row, shown_word, written_of
from demos.tabs.caption.video_clips import action_text
from demos.tabs.caption.video_speech import looks, maps_of
from demos.tabs.represent.tensors_clip import pixel_change
from demos.views.facts_view import facts, step
from demos.views.film_view import film, row
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.picture_view import value_map
from demos.views.plot_view import line, plot
from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.seeing import FEATURES, LOUD, NAMED
from mm_models.captioning.watching import Frames, Sight
from mm_models.text import Text
from mm_models.world.kinds import KINDS

BELIEVED = 0.25  # probability from which a motion is shown
SEEN = 0.5  # probability from which a kind is
MOST_ACTIONS = 5
MATRIX_HEIGHT = 300  # CSS pixels

CHANGED = Text("Change of the features since the frame before", "앞 프레임에서 특징이 바뀐 정도")
SOMETHING = Text("Where the backbone sees a thing", "백본이 물건을 보는 곳")


def flow(spoken: Spoken, place: int, frames: Frames, sight: Sight) -> Payload:
    """The shapes from the frames to the word, and the numbers of its step."""
    word = spoken.words[place]
    count, memory = len(frames), tensor_of(word, "context")
    assert memory is not None
    steps = [
        step(Text("Frames", "프레임"), frames.shape, Text("as they are read", "읽은 그대로")),
        step(
            Text("Maps of the backbone", "백본의 지도"),
            sight.shape[1:],
            Text("7 × 7 cells a frame", "프레임마다 7 × 7칸"),
        ),
        step(
            Text("Vectors v", "벡터 v"),
            (count, len(memory)),
            Text("look, change, 3-D CNN", "모습·변화·3차원 CNN"),
        ),
        step(
            Text("Scores e", "점수 e"), (count,), Text("w · tanh(W h + U v + b)", "w · tanh(W h + U v + b)")
        ),
        step(
            Text("Attention α", "어텐션 α"), (count,), Text("softmax over frames", "프레임에 대한 소프트맥스")
        ),
        step(Text("Context φ", "문맥 φ"), memory.shape, Text("Σ α v", "Σ α v")),
        step(
            Text("State h", "상태 h"),
            shape_of(spoken, place, "hidden"),
            Text("LSTM(word before, φ)", "LSTM(앞 낱말, φ)"),
        ),
        step(
            Text("Next word", "다음 낱말"),
            shape_of(spoken, place, "logits"),
            Text("softmax over the words", "낱말에 대한 소프트맥스"),
        ),
    ]
    return facts(word_rows(spoken, place), steps=steps)


def shape_of(spoken: Spoken, place: int, name: str) -> tuple[int, ...]:
    """The shape of a tensor of the word's step."""
    value = tensor_of(spoken.words[place], name)
    assert value is not None
    return tuple(value.shape)


def word_rows(spoken: Spoken, place: int) -> list[Row]:
    """The numbers of one step, in the order in which data flows."""
    word = spoken.words[place]
    before = spoken.words[place - 1].token if place else Text("the start token", "시작 토큰")
    came = Text(f"word {place + 1}", f"{place + 1}번째 낱말")
    heading: Row = (came, f"“{word.token}”", after_text(before))
    return [heading, *looking_rows(spoken, place), *length_rows(spoken, place), *choice_rows(word)]


def looking_rows(spoken: Spoken, place: int) -> list[Row]:
    """Scores and attention over the frames."""
    scores, own = on_cpu(tensor_of(spoken.words[place], "scores")).numpy(), looks(spoken.words[place])
    bits, frame = entropy(own), int(own.argmax())
    span = Text(
        f"lowest {scores.min():.2f}, at frame {scores.argmin()}",
        f"최소 {scores.min():.2f} ({scores.argmin()}번 프레임)",
    )
    where = Text(f"frame {frame}; uniform {1 / len(own):.3f}", f"{frame}번 프레임. 고르면 {1 / len(own):.3f}")
    spread = Text(
        f"as if {2**bits:.1f} of {len(own)} frames were looked at alike; {bits:.2f} of {np.log2(len(own)):.2f} bits",
        f"{len(own)}프레임 가운데 {2**bits:.1f}개를 똑같이 본 셈입니다. {np.log2(len(own)):.2f}비트 가운데 {bits:.2f}비트",
    )
    return [
        (Text("Largest score e", "가장 큰 점수 e"), f"{scores.max():.2f}", span),
        (Text("Largest attention α", "가장 큰 어텐션 α"), f"{own.max():.3f}", where),
        (Text("Frames in use", "보는 프레임의 수"), f"{2**bits:.1f}", spread),
    ]


def length_rows(spoken: Spoken, place: int) -> list[Row]:
    """How long φ and h are, and how far h moved."""
    context, hidden = (tensor_of(spoken.words[place], name) for name in ("context", "hidden"))
    earlier = tensor_of(spoken.words[place - 1], "hidden") if place else None
    assert context is not None and hidden is not None
    moved = None
    if earlier is not None:
        far = f"{float((hidden - earlier).norm()):.2f}"
        moved = Text(f"moved by {far} since the word before", f"앞 낱말에서 {far}만큼 움직였습니다")
    return [
        (Text("Length of φ", "φ의 길이"), f"{float(context.norm()):.2f}", None),
        (Text("Length of h", "h의 길이"), f"{float(hidden.norm()):.2f}", moved),
    ]


def clip_film(frames: Frames, sight: Sight, actions: np.ndarray, spoken: Spoken, place: int) -> Payload:
    """The frames with what changes in them, the motions that the 3-D CNN believes in, and the word's attention."""
    changed, there = change_of(sight), there_of(sight)
    attention = looks(spoken.words[place])
    said = spoken.words[place].token
    rows = [
        row(Text(f"attention of “{said}”", f"‘{said}’의 어텐션"), attention, low=0.0, colour=0),
        *(
            row(action_text(*ACTIONS[i]), actions[:, i], low=0.0, high=1.0, colour=2)
            for i in believed(actions)
        ),
        row(Text("pixels change", "픽셀 변화"), pixel_change(frames), unit="/ 255", colour=7),
    ]
    return film(
        frames,
        captions=[kinds_text(cells) for cells in kinds_of(sight)],
        maps=[
            [
                value_map(CHANGED, each, low=0.0, high=float(changed.max()) or 1.0),
                value_map(SOMETHING, seen, low=0.0, high=1.0),
            ]
            for each, seen in zip(changed, there, strict=True)
        ],
        rows=rows,
        opacity=0.55,
        first=int(attention.argmax()),
        chosen=0,
    )


def change_of(sight: Sight) -> np.ndarray:
    """How far each cell's features are from the frame before: (frames, rows, columns); 0 in the first frame."""
    features = sight[0, :FEATURES].cpu()
    apart = (features[:, 1:] - features[:, :-1]).norm(dim=0)
    return torch.cat([torch.zeros_like(apart[:1]), apart]).numpy()


def there_of(sight: Sight) -> np.ndarray:
    """The probability that a cell shows a thing: (frames, rows, columns)."""
    return (1 - sight[0, FEATURES].cpu() / LOUD).clamp(0, 1).numpy()


def kinds_of(sight: Sight) -> np.ndarray:
    """The largest probability of each kind in each frame: (frames, kinds), without the background."""
    shares = sight[0, FEATURES + 1 : FEATURES + NAMED[0]].cpu() / LOUD
    return shares.amax(dim=(2, 3)).T.numpy()


def kinds_text(shares: np.ndarray) -> Text:
    """The kinds that are seen in a frame."""
    found = [KINDS[number].text for number in np.flatnonzero(shares > SEEN)]
    seen = Text(
        ", ".join(kind.en for kind in found) or "nothing", ", ".join(kind.ko for kind in found) or "없음"
    )
    return Text(f"the backbone sees: {seen.en}", f"백본이 보는 것: {seen.ko}")


def believed(actions: np.ndarray) -> Sequence[int]:
    """The motions that are likely in some frame, in the order of their first frame."""
    likely = [i for i in np.argsort(-actions.max(axis=0))[:MOST_ACTIONS] if actions[:, i].max() > BELIEVED]
    return sorted(likely, key=lambda i: int(actions[:, i].argmax()))


def attention_matrix(spoken: Spoken) -> Payload:
    """The attention of all words to all frames."""
    as_written = written_of(spoken)
    names = [shown_word(number, each, as_written)[0] for number, each in enumerate(spoken.words)]
    return matrix(
        maps_of(spoken),
        x_label=Text("frame", "프레임"),
        y_label=Text("word", "낱말"),
        y_values=names,
        colour_map="magma",
        low=0.0,
        height=MATRIX_HEIGHT,
    )


def vectors_plot(spoken: Spoken, place: int) -> Payload:
    """The numbers of h before and after the word, and of φ."""
    before = tensor_of(spoken.words[place - 1], "hidden") if place else None
    named = (
        (
            Text("State h after this word's step", "이 낱말 단계 뒤의 상태 h"),
            tensor_of(spoken.words[place], "hidden"),
            0,
        ),
        (Text("State h before", "그 앞의 상태 h"), before, 7),
        (Text("Context φ", "문맥 φ"), tensor_of(spoken.words[place], "context"), 1),
    )
    lines = [
        line(
            label, torch.arange(len(values)), on_cpu(values), colour=colour, style="steps", hidden=colour == 1
        )
        for label, values, colour in named
        if values is not None
    ]
    return plot(lines, x_label=Text("unit", "유닛"), y_label=Text("value", "값"))
