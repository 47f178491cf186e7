"""The anatomy that every task's tab shares, and how its parts are wired to one pure function.

A tab reads top to bottom: what the task does, its input, **Result**, **Inside** (artifacts in the order in which data
flows), **What if** (the control), **How it works** (the lesson), **Measured**, **Take it with you**. A tab module builds
its components inside `task(...)` and `part(...)` and hands `wire` one function; opening the tab, its Run button and its
controls all call that function. Links are stateless: the address names the task, the example and every control.
"""

import inspect
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from demos.catalogue import Entry
from demos.language import label, label_of, language_of, spans
from demos.lessons import lesson
from demos.measured import measured_markup
from demos.zero import on_gpu
from mm_models.intake.errors import InputError
from mm_models.registry import RegistryError
from mm_models.text import Text

# One group for every task: never two jobs at a time on the one accelerator.
ONE_AT_A_TIME: dict[str, Any] = {"concurrency_id": "gpu", "concurrency_limit": 1}

PARTS: dict[str, Text] = {
    "input": Text("Input", "입력"),
    "result": Text("Result", "결과"),
    "inside": Text("Inside", "들여다보기"),
    "what-if": Text("What if", "만약에"),
    "learn": Text("Watch it learn", "학습 과정 보기"),
    "how": Text("How it works", "원리"),
    "measured": Text("Measured", "측정"),
    "take": Text("Take it with you", "가져가기"),
}


LATEX: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "$", "right": "$", "display": False},
]

UNEXPECTED = Text(
    "Something is wrong in this program, not in what you did. Please try another input or reload the page.",
    "입력이 아니라 이 프로그램에 문제가 있습니다. 다른 입력을 써 보거나 페이지를 새로 고쳐 주세요.",
)


@dataclass(frozen=True)
class Task:
    """One task's tab while it is being built."""

    entry: Entry
    tab: gr.Tab
    chip: gr.HTML
    run: gr.Button


@contextmanager
def task(entry: Entry) -> Iterator[Task]:
    """A tab with its heading: title in the tab, one sentence, the paper, a chip for device and time, a Run button."""
    with gr.Tab(label_of(entry.title), id=entry.name, elem_id=f"tab-{entry.name}") as tab:
        with gr.Row(elem_classes="mmx-heading", equal_height=True):
            gr.HTML(_heading(entry), apply_default_css=False, js_on_load=None, scale=8)
            chip = gr.HTML(
                "", elem_classes="mmx-chip-holder", apply_default_css=False, js_on_load=None, scale=1
            )
            run = gr.Button(
                label("Run", "실행"), variant="primary", scale=0, min_width=96, elem_classes="mmx-run"
            )
        yield Task(entry, tab, chip, run)


@contextmanager
def part(name: str, about: Text | None = None) -> Iterator[None]:
    """One part of the anatomy, by its name in `PARTS`, with an optional sentence; `&hide=NAME` hides it."""
    with gr.Column(elem_classes=["mmx-part", f"part-{name}"], elem_id=None):
        sentence = f"<p>{spans(about)}</p>" if about else ""
        gr.HTML(f"<h3>{spans(PARTS[name])}</h3>{sentence}", apply_default_css=False, js_on_load=None)
        yield


def wire(
    built: Task,
    answer: Callable[..., Sequence[Any]],
    inputs: Mapping[str, Component],
    outputs: Sequence[Component],
    *,
    live: Sequence[Component] = (),
) -> None:
    """Calls `answer(*inputs)` when the tab opens, when Run is pressed and when a `live` control changes.

    `answer` returns one value for each of `outputs`. On opening, the controls first take what the address says; after
    every answer, the address says what the controls hold.
    """
    name, values = built.entry.name, list(inputs.values())
    # Only what runs a model borrows a GPU on ZeroGPU Spaces; what merely computes leaves the visitor's quota alone.
    handler = timed(on_gpu(answer) if built.entry.learnt or built.entry.runs else answer)
    keys = json.dumps([name, list(inputs)])
    shown = [*outputs, built.chip]
    job: dict[str, Any] = {**ONE_AT_A_TIME, "show_progress": "minimal", "show_progress_on": built.chip}
    remember = f"(...values) => mmxRemember({keys}, values)"

    triggers = [built.run.click, *(_settled(control) for control in live)]
    done = gr.on(triggers, handler, values, shown, api_name=name, trigger_mode="always_last", **job)
    done.success(None, values, None, js=remember)

    limits = json.dumps([_limits(control) for control in values])
    opened = built.tab.select(None, values, values, js=f"(...values) => mmxRestore({keys}, {limits}, values)")
    first = opened.then(handler, values, shown, api_visibility="private", **job)
    first.success(None, values, None, js=remember)


def _limits(control: Component) -> dict[str, Any]:
    """What a link may set a control to: an address may say anything, and Gradio refuses the whole answer for it."""
    if isinstance(control, gr.Radio | gr.Dropdown) and not getattr(control, "allow_custom_value", False):
        return {"choices": [value for _, value in control.choices]}
    if isinstance(control, gr.Slider | gr.Number):
        return {"least": control.minimum, "most": control.maximum}
    return {}


def _settled(control: Component) -> Any:
    """The event that says a person has finished changing a control."""
    return control.release if isinstance(control, gr.Slider) else control.input  # type: ignore[attr-defined]


def timed(answer: Callable[..., Sequence[Any]]) -> Callable[..., list[Any]]:
    """`answer` with its time for the chip as one more value, and its complaints about input as sentences."""

    def handler(request: gr.Request, *values: Any) -> list[Any]:
        started = time.perf_counter()
        results = in_words(answer, request, *values)
        return [*results, chip_markup((time.perf_counter() - started) * 1000)]

    return asking(answer, handler)


def in_words(function: Callable[..., Any], request: gr.Request, *values: Any) -> Any:
    """`function(*values)` whose errors reach the person as one sentence in the language of their page."""
    try:
        return function(*values)
    except (InputError, RegistryError) as error:
        raise told(error.text, request, print_exception=False) from error
    except Exception as error:  # our own mistake: what exactly it was stands in the server's log
        raise told(UNEXPECTED, request) from error


def told(text: Text, request: gr.Request, **options: Any) -> gr.Error:
    """An error that says one sentence in the language of the page that asked."""
    return gr.Error(text.in_language(language_of(request)), **options)


def asking(answer: Callable[..., Any], handler: Callable[..., Any]) -> Callable[..., Any]:
    """`handler(request, *values)` under the name and parameters of `answer`, which the API page then shows."""
    own = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    parameters = [own, *inspect.signature(answer).parameters.values()]
    handler.__name__, handler.__doc__ = answer.__name__, answer.__doc__
    handler.__annotations__ = {**answer.__annotations__, "request": gr.Request}
    handler.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return handler


def chip_markup(milliseconds: float, device: str = "cpu") -> str:
    """The chip that says where and how fast the last answer was computed."""
    return f'<span class="mmx-chip">{device} · {milliseconds:.0f} ms</span>'


def _heading(entry: Entry) -> str:
    paper = ""
    if entry.paper and entry.paper.url:
        link = f'<a href="{entry.paper.url}" target="_blank" rel="noopener">{entry.paper.label}</a>'
        paper = f'<span class="mmx-paper">{link}</span>'
    elif entry.paper:
        paper = f'<span class="mmx-paper">{entry.paper.label}</span>'
    return f'<div class="mmx-about"><p>{spans(entry.summary)}</p>{paper}</div>'


def lesson_part(entry: Entry) -> None:
    """The lesson, sent only when somebody opens it, in the language of their page."""
    title = label_of(PARTS["how"])
    with gr.Accordion(title, open=False, elem_classes=["mmx-fold", "part-how"]) as fold:
        text = gr.Markdown("", latex_delimiters=LATEX, elem_classes="mmx-lesson")

        def read(request: gr.Request) -> str:
            return lesson(entry.name, language_of(request))

        fold.expand(read, None, text, api_visibility="private", show_progress="hidden")


def measured_part(entry: Entry) -> None:
    """The figures that a command printed, beside their baselines."""
    title = label_of(PARTS["measured"])
    with gr.Accordion(title, open=False, elem_classes=["mmx-fold", "part-measured"]):
        gr.HTML(measured_markup(entry.runs or entry.name), apply_default_css=False, js_on_load=None)
