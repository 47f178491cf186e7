"""Take it with you: the figure for a slide, the arrays, the sound, the Python lines, the link."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr
import numpy as np
import soundfile
from gradio.components import Component
from matplotlib.figure import Figure

from demos.catalogue import Entry
from demos.figures.style import FIGURE_KINDS, save_figure
from demos.frame import ONE_AT_A_TIME, PARTS, asking, in_words, lesson_part, measured_part
from demos.language import label, label_of, spans
from mm_models.text import Text

SILENT_KINDS = (*FIGURE_KINDS, "npz")
KINDS = (*SILENT_KINDS, "wav")
COPY_LINK = Text("Copy the link to this state", "이 상태의 링크 복사")


@dataclass(frozen=True)
class Take:
    """What a task gives away of one answer: everything is made only when asked for."""

    figure: Callable[[], Figure]
    arrays: Mapping[str, np.ndarray]
    python: str
    sound: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))
    sample_rate: int = 16000


def closing_parts(
    entry: Entry,
    make: Callable[..., Take],
    inputs: Mapping[str, Component],
    *,
    kinds: Sequence[str] = KINDS,
) -> None:
    """Draws how it works, what was measured and what can be taken away: the end of every tab.

    `make(*inputs)` is called when a file is asked for: what takes long in it should be `@kept` (`demos.kept`), so that a
    file of what is on the screen comes at once. `kinds` are the files on offer: a task without sound leaves "wav" out.
    """
    values = list(inputs.values())
    lesson_part(entry)
    measured_part(entry)
    with gr.Accordion(label_of(PARTS["take"]), open=False, elem_classes=["mmx-fold", "part-take"]) as fold:
        with gr.Row(elem_classes="mmx-take"):
            buttons = {kind: gr.Button(kind.upper(), size="sm", min_width=64, scale=0) for kind in kinds}
            gr.HTML(
                f'<button type="button" class="mmx-copy" data-mmx-copy-link>{spans(COPY_LINK)}</button>',
                apply_default_css=False,
                js_on_load=None,
            )
        file = gr.File(label=label("The file", "파일"), interactive=False, visible=False)
        code = gr.Code(
            "", language="python", label=label("The same in Python", "파이썬으로 똑같이"), interactive=False
        )
    fold.expand(
        _told(make, lambda made: made.python), values, code, api_visibility="private", **ONE_AT_A_TIME
    )
    for kind, button in buttons.items():
        name = f"{entry.name}-{kind}"
        save = _told(make, partial(_saved, file, f"{entry.name}.{kind}"))
        button.click(save, values, file, api_name=name, **ONE_AT_A_TIME)


def _told(make: Callable[..., Take], use: Callable[[Take], Any]) -> Callable[..., Any]:
    """A handler that makes the `Take` of the inputs and uses it."""

    def handler(request: gr.Request, *values: Any) -> Any:
        return use(in_words(make, request, *values))

    return asking(make, handler)


def _saved(file: gr.File, name: str, made: Take) -> dict[str, Any]:
    """Shows a written file, which from then on lies in Gradio's cache only and leaves with it (`delete_cache`)."""
    with TemporaryDirectory(prefix="multimodal-explainer-") as folder:
        path = Path(folder) / name
        write(made, path)
        return gr.update(value=file.move_resource_to_block_cache(path), visible=True)


def write(made: Take, path: Path) -> None:
    """Writes the kind of file that the path's suffix names; raises `ValueError` for one that is not among `KINDS`."""
    kind = path.suffix.removeprefix(".")
    if kind in FIGURE_KINDS:
        save_figure(made.figure(), path)
    elif kind == "npz":
        arrays: dict[str, Any] = dict(made.arrays)
        np.savez_compressed(path, **arrays)
    elif kind == "wav":
        soundfile.write(path, made.sound, made.sample_rate, subtype="PCM_16")
    else:
        raise ValueError(f"a file of kind {kind!r}; there are {', '.join(KINDS)}")
