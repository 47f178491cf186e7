"""The localisation tab's result and insides as payloads."""

import torch
from jaxtyping import Float
from torch import Tensor

from demos.picture import Seen
from demos.tabs.refer.localisation_hearing import GALLERY, NOISE, SILENCE, Sight, Told, pointed
from demos.tabs.represent.listening_views import mel_track
from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Caption, Payload
from demos.views.picture_view import box, picture, value_map
from demos.views.plot_view import line, plot
from demos.views.signal_view import line_track, signal
from demos.views.sound_map_view import sound_map
from mm_models.audio.examples import example
from mm_models.hearing.levels import QUIET_DB, mel_levels
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.sound_localisation.infer import HALVES, STEP_S, WINDOW_STEPS
from mm_models.systems.sound_localisation.judging import peak
from mm_models.systems.sound_localisation.model import SoundLocaliser
from mm_models.text import Text
from mm_models.world.kinds import KIND
from mm_models.world.scenes import SIDE

FEATURES_SHOWN = 40
CHANNELS_SHOWN = 8
MATCHES = 6
Row = tuple[Caption, str, Caption | None]

NOWHERE = Text("no thing", "물건이 아닌 곳")
ABSENT = Text(
    "probably nothing in the picture sounds like this", "그림 속에는 이런 소리를 내는 것이 없는 듯합니다"
)
SILENT = Text("Silence", "무음")
SOME_NOISE = Text("A place's noise", "주변 소음")
PHOTO_NOTE = Text(
    "It learnt from drawings, and from photographs of dogs, roosters and helicopters only. On any other photograph its map means little.",
    "그림, 그리고 개·수탉·헬리콥터의 사진으로만 배웠습니다. 다른 사진에서는 지도를 믿기 어렵습니다.",
)
STRANGE_NOTE = Text(
    "This picture shows nothing that it learnt: do not believe the map.",
    "배운 것이 하나도 없는 그림입니다. 지도를 믿지 마세요.",
)
TOO_QUIET = Text(
    f"Under {QUIET_DB:.0f} dB a sound is not turned up any more: record closer to it.",
    f"{QUIET_DB:.0f} dB보다 작은 소리는 더 키우지 않습니다. 더 가까이에서 녹음하세요.",
)


def kind_text(sight: Sight, thing: int) -> Text:
    """What a thing is called."""
    return KIND[sight.kinds[thing]].text


def sound_text(key: str) -> Text:
    """What an example is called."""
    return {SILENCE: SILENT, NOISE: SOME_NOISE}.get(key) or example(key).title


def boxes_of(sight: Sight, large: int, source: int | None) -> list[Payload]:
    """The things' boxes at the size of the large picture; that of the true source is solid."""
    scale = large / SIDE
    return [
        box(
            kind_text(sight, number),
            (scale * left, scale * upper, scale * right, scale * lower),
            colour=2 if number == source else 0,
            dashed=number != source,
        )
        for number, (left, upper, right, lower) in enumerate(sight.boxes)
    ]


def listening_picture(
    seen: Seen,
    sight: Sight,
    waveform: Tensor,
    found: Told,
    model: SoundLocaliser,
    cell: tuple[int, int] | None,
    source: int | None,
) -> Payload:
    """The picture with the map of the whole sound and of every moment, beside spectrogram and confidence."""
    levels = mel_levels(waveform)
    moments = found.over_time
    times = torch.arange(len(moments.match)) * STEP_S
    certain = line_track(
        Text("Confidence, moment by moment", "순간마다의 확신도"),
        times,
        moments.confidence,
        "",
        y_range=(0.0, 1.0),
        height=90,
    )
    sound = signal(waveform, SAMPLE_RATE, [mel_track(levels), certain])
    return sound_map(
        seen.large,
        sound,
        (found.scores.relu(), found.confidence),
        (moments.scores.relu(), moments.confidence),
        step_seconds=STEP_S,
        share=float(model.cut),
        boxes=boxes_of(sight, len(seen.large), source),
        mark=cell,
        names=(NOWHERE, ABSENT),
    )


def verdict(seen: Seen, sight: Sight, found: Told, source: int | None, loudest: float) -> Payload:
    """Whether the sound comes from the picture, from where, and whether that is true."""
    rows = [answer_row(found), where_row(sight, found)]
    if source is not None:
        rows.append(truth_row(sight, found, source))
    rows += candidate_rows(sight, found)
    if seen.scene is None:
        rows.append((Text("A photograph", "사진"), "", STRANGE_NOTE if sight.strange else PHOTO_NOTE))
    if loudest < QUIET_DB:
        rows.append((Text("Very quiet", "매우 작은 소리"), f"{loudest:.0f} dB", TOO_QUIET))
    return facts(rows)


def answer_row(found: Told) -> Row:
    """The confidence, and in words what it means."""
    if found.confidence >= 0.9:
        words = Text("The sound comes from the picture.", "그림 속에서 나는 소리입니다.")
    elif found.sure:
        words = Text("The sound may well come from the picture.", "그림 속에서 나는 소리일 수 있습니다.")
    elif found.confidence >= 0.1:
        words = Text("It probably comes from something outside.", "그림 밖에서 나는 소리인 듯합니다.")
    else:
        words = Text("Nothing in the picture sounds like this.", "그림 속에 이런 소리를 내는 것은 없습니다.")
    return Text("Confidence", "확신도"), f"{found.confidence:.0%}", words


def where_row(sight: Sight, found: Told) -> Row:
    """Where the map has its peak."""
    row, column = peak(found.scores)
    thing = pointed(found.scores, sight)
    place = Text(f"row {row}, column {column}", f"행 {row}, 열 {column}")
    name = NOWHERE if thing is None else kind_text(sight, thing)
    words = place if not sight.kinds else Text(f"{name.en}: {place.en}", f"{name.ko}: {place.ko}")
    return Text("Peak of the map", "지도의 최고점"), score_text(found.scores.max()), words


def truth_row(sight: Sight, found: Told, source: int) -> Row:
    """Whether the peak lies on the thing whose sound is played."""
    name, right = kind_text(sight, source), pointed(found.scores, sight) == source
    words = Text(f"It is the sound of the {name.en}.", f"‘{name.ko}’ 소리입니다.")
    return Text("Is it right?", "맞나요?"), "✓" if right else "✗", words


def candidate_rows(sight: Sight, found: Told) -> list[Row]:
    """The highest score on each thing, and the attention that it gets."""
    rows: list[Row] = []
    for number, cells in enumerate(sight.cells):
        on_it = torch.from_numpy(cells)
        share = float(found.trace.attention[0][on_it].sum())
        note = Text(f"of the attention: {share:.0%}", f"어텐션 몫 {share:.0%}")
        rows.append((kind_text(sight, number), score_text(found.scores[on_it].max()), note))
    return rows


def score_text(score: Tensor) -> str:
    """A score with a true minus."""
    return f"s = {float(score):.2f}".replace("-", "−")


def flow(seen: Seen, waveform: Tensor, found: Told) -> Payload:
    """The shapes on both ways, and where they meet."""
    trace = found.trace
    spectrogram, steps = trace.log_mel.shape[1:], trace.over_time.shape[2]
    cells = tuple(trace.scores.shape[1:])
    return facts(
        steps=[
            step(
                Text("Picture", "그림"),
                seen.image.shape,
                Text("what the network reads", "신경망이 읽는 크기"),
            ),
            step(
                Text("Visual features", "시각 특징"),
                (256, *cells),
                Text("frozen vision backbone", "고정된 시각 백본"),
            ),
            step(
                Text("v", "v"),
                trace.visual.shape[1:],
                Text("1 × 1 conv., length 1, 3 × 3 mean", "1 × 1 합성곱, 길이 1, 3 × 3 평균"),
            ),
            step(Text("Waveform", "파형"), waveform.shape, Text("16 kHz", "16 kHz")),
            step(Text("Log-mel", "로그 멜"), spectrogram, Text("loudest 1, −80 dB −1", "최대 1, −80 dB −1")),
            step(
                Text("Sound features", "소리 특징"),
                trace.over_time.shape[1:],
                Text(f"{steps} × 160 ms", f"{steps} × 160 ms"),
            ),
            step(
                Text("h", "h"),
                trace.sound.shape[1:],
                Text("mean + max, linear, length 1", "평균 + 최댓값, 선형, 길이 1"),
            ),
            step(
                Text("Scores s = ⟨v, h⟩", "점수 s = ⟨v, h⟩"),
                cells,
                Text("inner product in each cell", "칸마다의 내적"),
            ),
            step(
                Text("Attention α", "어텐션 α"), cells, Text("softmax(ReLU(s) / T)", "softmax(ReLU(s) / T)")
            ),
            step(
                Text("z = Σ α v", "z = Σ α v"),
                trace.attended.shape[1:],
                Text("what is attended to", "주목한 특징"),
            ),
            step(
                Text("⟨z, h⟩", "⟨z, h⟩"),
                f"{float(trace.match[0]):.2f}",
                Text(f"→ confidence {found.confidence:.0%}", f"→ 확신도 {found.confidence:.0%}"),
            ),
        ]
    )


def maps_picture(seen: Seen, found: Told) -> Payload:
    """Scores, what is above zero, attention, and the channels of v that weigh most in the scores."""
    trace = found.trace
    route = Text("from scores to attention", "점수에서 어텐션으로")
    channels = Text("v_d · h_d of the weightiest numbers d", "가장 무거운 성분 d의 v_d · h_d")
    weighed = trace.visual[0] * trace.sound[0][:, None, None]
    order = weighed.amax(dim=(1, 2)).argsort(descending=True)[:CHANNELS_SHOWN].tolist()
    maps = [
        value_map(
            Text("scores s", "점수 s"), trace.scores[0], colour_map="diverging", low=-1, high=1, group=route
        ),
        value_map("ReLU(s)", trace.scores[0].relu(), low=0, high=1, group=route),
        value_map(Text("attention α", "어텐션 α"), trace.attention[0], low=0, group=route),
        *(value_map(f"d = {d}", weighed[d], colour_map="diverging", group=channels) for d in order),
    ]
    return picture(seen.image, maps=maps, tiles=True, shown=0, opacity=0.75)


def cell_plot(found: Told, cell: tuple[int, int]) -> Payload:
    """The numbers of a cell and of the sound, and their products, whose sum is the score."""
    visual, sound = found.trace.visual[0][:, cell[0], cell[1]], found.trace.sound[0]
    score, axis = float(visual @ sound), torch.arange(len(sound))
    words = Text(f"v_d h_d, sum s = {score:.2f}", f"v_d h_d, 합 s = {score:.2f}")
    return plot(
        [
            line(words, axis, visual * sound, style="stem", colour=2),
            line(Text("v of the cell", "칸의 v"), axis, visual, colour=0),
            line(Text("h of the sound", "소리의 h"), axis, sound, colour=1),
        ],
        x_label=Text("number d of the shared space", "공유 공간의 성분 d"),
        y_label=Text("value", "값"),
    )


def features_matrix(found: Told) -> Payload:
    """The sound's features over time, those with the largest maximum first."""
    rows = found.trace.over_time[0]
    order = rows.amax(dim=1).argsort(descending=True)[:FEATURES_SHOWN]
    return matrix(
        rows[order],
        x_label=Text("time", "시간"),
        y_label=Text("feature", "특징"),
        x_values=[round(number * STEP_S, 2) for number in range(rows.shape[1])],
        y_values=[str(number) for number in order.tolist()],
        x_unit="s",
        colour_map="magma",
        low=0.0,
        cell_numbers=False,
        shape_text=f"{rows.shape[0]} × {rows.shape[1]}",
    )


def matches(found: Told, vectors: Float[Tensor, "sounds vector"]) -> Payload:
    """The sounds that what is attended to would answer best."""
    near = vectors @ found.trace.attended[0]
    order = near.argsort(descending=True)[:MATCHES].tolist()
    return facts(
        [(sound_text(GALLERY[number]), f"⟨z, h⟩ = {float(near[number]):.2f}", None) for number in order]
    )


def says() -> Text:
    """What the map is, as one sentence."""
    window = WINDOW_STEPS * STEP_S
    return Text(
        "Bright is where the picture answers the sound; the map is as faint as its confidence is low. Play it, or point at the spectrogram: "
        f"the map is then that of {window:.2f} s around. Boxes show where things truly are, a solid one what truly sounds. Under a "
        f"confidence of {HALVES:.0%} nothing in the picture is held to sound.",
        "밝은 곳이 소리에 답하는 곳이고, 확신도가 낮을수록 지도가 흐려집니다. 재생하거나 스펙트로그램을 가리키면 그 주변 "
        f"{window:.2f}초의 지도로 바뀝니다. 상자는 물건의 실제 자리, 실선 상자는 실제로 소리 나는 물건입니다. 확신도가 {HALVES:.0%}보다 낮으면 그림 속에 "
        "소리 나는 것이 없다고 봅니다.",
    )
