"""The SoundNet tab's result and insides as payloads."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from demos.tabs.match.soundnet_hearing import Lesson, distances, parts_of
from demos.tabs.represent.listening_views import NAMES
from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Caption, Payload
from demos.views.signal_view import line_track, signal, wave_track
from mm_models.hearing.names import NONE, SOUNDS
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.soundnet.infer import QUIETEST, exciting, responses_db, seconds_a_step
from mm_models.systems.soundnet.model import HEAD, SHAPES, SoundNet
from mm_models.systems.soundnet.teaching import heard_class
from mm_models.text import Text
from mm_models.world.kinds import KINDS
from mm_models.world.places import PLACES
from mm_models.world.words import PLACE_TEXT

THINGS_SHOWN = 8
FLOOR_DB = -30.0  # of the filters' frequency responses
POINTS = 129  # frequencies
MOST_STEPS = 250  # of a layer's activations
PHOTOGRAPH = Text("photograph", "사진")
PLACE_NAMES: tuple[Text, ...] = (*(PLACE_TEXT[place] for place in PLACES), PHOTOGRAPH)
THING_NAMES: tuple[Text, ...] = tuple(kind.text for kind in KINDS)
TEACHER = Text("teacher (sees)", "교사 (본다)")
STUDENT = Text("student (hears)", "학생 (듣는다)")
ADDS = Text("adds to KL", "KL에 더함")
TOO_QUIET = Text(
    "Under −60 dB of full scale a sound is not turned up to the full range any more.",
    "최대 음량보다 60 dB 넘게 작은 소리는 더 키우지 않습니다.",
)
Row = tuple[Caption, str, Caption | None]


def order_of(*shares: Float[Tensor, " classes"], most: int = THINGS_SHOWN) -> list[int]:
    """The classes that some distribution finds likeliest."""
    return torch.stack(shares).amax(dim=0).argsort(descending=True)[:most].tolist()


def things_matrix(lesson: Lesson) -> Payload:
    """Teacher and student over the things that either finds likely, and what each adds to the KL."""
    teacher, student = lesson.teacher.things[0], lesson.things
    order = order_of(teacher, student)
    return side_by_side(teacher, student, order, [THING_NAMES[number] for number in order])


def places_matrix(lesson: Lesson) -> Payload:
    """Teacher and student over places, and what each adds to the KL."""
    return side_by_side(lesson.teacher.places[0], lesson.places, list(range(len(PLACE_NAMES))), PLACE_NAMES)


def side_by_side(teacher: Tensor, student: Tensor, order: list[int], names: Sequence[Text]) -> Payload:
    """Three rows: p of the teacher, q of the student, p log(p / q)."""
    rows = torch.stack([teacher, student, parts_of(teacher, student)])[:, order]
    return matrix(
        readable(rows),
        x_label="",
        y_label="",
        x_values=list(names),
        y_values=[TEACHER, STUDENT, ADDS],
        colour_map="diverging",
        low=-1.0,
        high=1.0,
        shape_text=f"3 × {len(order)} / {len(teacher)}",
        height=210,
    )


def readable(shares: Float[Tensor, "rows classes"]) -> Float[Tensor, "rows classes"]:
    """Probabilities to a thousandth: what is less is shown as 0."""
    return shares.round(decimals=3) + 0.0


def verdict(lesson: Lesson) -> Payload:
    """What both say, and how far they are apart."""
    things, places = distances(lesson.teacher, lesson.trace)
    rows = [
        best_row(Text("The student hears", "학생이 들은 것"), lesson.things, lesson.places),
        best_row(
            Text("The teacher sees", "교사가 본 것"), lesson.teacher.things[0], lesson.teacher.places[0]
        ),
        (Text("KL of things", "물건의 KL"), f"{things:.2f} nat", GAP),
        (Text("KL of places", "장소의 KL"), f"{places:.2f} nat", background_note(lesson)),
    ]
    if float(lesson.waveform.abs().max()) < QUIETEST:
        rows.append((Text("Very quiet", "매우 작은 소리"), "", TOO_QUIET))
    return facts(rows)


GAP = Text("0 when both say the same", "둘의 말이 같으면 0입니다")


def best_row(label: Text, things: Tensor, places: Tensor) -> Row:
    """The likeliest thing and place."""
    thing, place = int(things.argmax()), int(places.argmax())
    where = PLACE_NAMES[place]
    words = Text(f"{where.en} {float(places[place]):.0%}", f"{where.ko} {float(places[place]):.0%}")
    name = THING_NAMES[thing]
    both = Text(
        f"{name.en} {float(things[thing]):.0%}; {words.en}",
        f"{name.ko} {float(things[thing]):.0%}, {words.ko}",
    )
    return label, "", both


def background_note(lesson: Lesson) -> Text:
    """What a student can know of the place."""
    if lesson.place is None:
        return Text(
            "no background is heard, so the place is a guess", "배경음이 없으므로 장소는 짐작일 뿐입니다"
        )
    name = PLACE_TEXT[lesson.place]
    return Text(f"heard: the background of the place “{name.en}”", f"들리는 배경음: ‘{name.ko}’")


def heard_signal(lesson: Lesson, layer: int, unit: int) -> Payload:
    """What is heard, and the moments that excite a unit."""
    values = exciting(lesson.trace, layer, unit)
    times = (torch.arange(len(values)) + 0.5) * seconds_a_step(layer)
    name = Text(f"Unit {unit} of layer {layer}", f"{layer}층의 유닛 {unit}")
    track = line_track(name, times, values, "", colour=2, height=110)
    return signal(lesson.waveform, SAMPLE_RATE, [wave_track(Text("Heard", "들리는 소리")), track])


def strongest(lesson: Lesson, layer: int) -> int:
    """The unit of a layer that stands out most from its own mean: the one with the largest maximum over mean."""
    values = lesson.trace.layers[layer - 1][0]
    return int((values.amax(dim=1) - values.mean(dim=1)).argmax())


def flow(lesson: Lesson) -> Payload:
    """The shapes from samples to distributions."""
    trace = lesson.trace
    layers = [
        step(
            Text(f"Layer {number}", f"{number}층"),
            values.shape[1:],
            made_by(shape.kernel, shape.stride, shape.pool),
        )
        for number, (values, shape) in enumerate(zip(trace.layers, SHAPES, strict=True), start=1)
    ]
    heads = Text("things", "물건"), Text("places", "장소")
    return facts(
        steps=[
            step(
                Text("Waveform", "파형"),
                trace.scaled.shape[1:],
                Text("16 kHz, loudest ±256", "16 kHz, 최대 ±256"),
            ),
            *layers,
            *(
                step(Text(f"Layer 8, {name.en}", f"8층, {name.ko}"), values.shape[1:], made_by(*HEAD, 1))
                for name, values in zip(heads, (trace.things_over_time, trace.places_over_time), strict=True)
            ),
            step(
                Text("Mean over time", "시간 평균"),
                trace.things.shape[1:],
                Text("then softmax", "그다음 소프트맥스"),
            ),
            step(
                Text("pool5, summed up", "pool5 요약"),
                trace.pool5.shape[1:],
                Text("mean and max over time", "시간 평균과 최댓값"),
            ),
            step(Text("Target task", "목표 과제"), trace.target.shape[1:], Text("linear", "선형")),
        ]
    )


def made_by(kernel: int, stride: int, pool: int) -> Text:
    """How a layer was made, in a few words."""
    english, korean = ("", "") if pool == 1 else (f", max of {pool}", f", {pool}개의 최댓값")
    return Text(f"{kernel} taps, stride {stride}{english}", f"{kernel}탭, 보폭 {stride}{korean}")


def pitch_order(model: SoundNet) -> list[int]:
    """The first layer's filters from the lowest to the highest frequency that they let through best."""
    return responses_db(model, POINTS).argmax(dim=1).argsort().tolist()


def filters_matrix(model: SoundNet) -> Payload:
    """The first layer's filters as they were learnt, each brought to the same height."""
    weights = model.filters.cpu()
    order = pitch_order(model)
    scaled = weights / weights.abs().amax(dim=1, keepdim=True)
    milliseconds = [round(1000 * tap / SAMPLE_RATE, 2) for tap in range(weights.shape[1])]
    return matrix(
        scaled[order],
        x_label=Text("time", "시간"),
        y_label=Text("filter", "필터"),
        x_values=milliseconds,
        y_values=[str(number) for number in order],
        x_unit="ms",
        colour_map="diverging",
        cell_numbers=False,
    )


def responses_matrix(model: SoundNet) -> Payload:
    """What each of them lets through, against its own peak."""
    order = pitch_order(model)
    return matrix(
        responses_db(model, POINTS).cpu()[order].clamp(min=FLOOR_DB),
        x_label=Text("frequency", "주파수"),
        y_label=Text("filter", "필터"),
        x_values=[round(SAMPLE_RATE / 2 * point / (POINTS - 1)) for point in range(POINTS)],
        y_values=[str(number) for number in order],
        x_unit="Hz",
        value_unit="dB",
        colour_map="magma",
        low=FLOOR_DB,
        high=0.0,
        cell_numbers=False,
    )


def layer_matrix(lesson: Lesson, layer: int) -> Payload:
    """A layer's activations over time; each unit is a row."""
    values = lesson.trace.layers[layer - 1][0]
    units, steps = values.shape
    shown = torch.nn.functional.adaptive_max_pool1d(values[None], min(steps, MOST_STEPS))[0]
    seconds = steps * seconds_a_step(layer) / shown.shape[1]
    return matrix(
        shown / values.amax().clamp(min=1e-6),
        x_label=Text("time", "시간"),
        y_label=Text("unit", "유닛"),
        x_values=[round((place + 0.5) * seconds, 3) for place in range(shown.shape[1])],
        x_unit="s",
        colour_map="magma",
        low=0.0,
        cell_numbers=False,
        shape_text=f"{units} × {steps}",
    )


def target_matrix(lesson: Lesson) -> Payload:
    """The ten sounds by the linear classifier on pool5, which saw labels, and by the student's own head, which saw none."""
    linear = lesson.trace.target[0].softmax(dim=0)
    head = heard_class(lesson.trace.things)[0].softmax(dim=0)
    return matrix(
        readable(torch.stack([linear, head])),
        x_label="",
        y_label="",
        x_values=[NAMES[sound] for sound in SOUNDS[:NONE]],
        y_values=[
            Text("linear on pool5, with labels", "pool5 위 선형, 레이블 사용"),
            Text("own head, no label", "학생의 출력, 레이블 없음"),
        ],
        low=0.0,
        high=1.0,
        height=170,
    )
