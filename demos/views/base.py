"""What every viewer shares: a `gr.HTML` whose markup never changes and whose drawing is done by
`mmx.mount`.

Gradio compares the markup before and after each new value and touches the page only where it differs. Ours
is constant, so a viewer's canvas, zoom and selection survive every update, and no user text ever passes
through `innerHTML`.
"""

from typing import Any, ClassVar, Literal

import gradio as gr
from gradio import component_meta

from demos.language import label_of
from demos.views.packing import Payload, caption
from mm_models.text import Text

# Gradio writes a stub file beside the source of every component class; type checkers would read that instead.
component_meta.create_or_modify_pyi = lambda *_: None

SKELETON = (
    '<div class="mmx-view"><p class="mmx-fallback">'
    '<span lang="en">This figure is drawn by a script that has not loaded.</span> '
    '<span lang="ko">이 그림을 그리는 스크립트를 불러오지 못했습니다.</span></p></div>'
)


class CanvasView(gr.HTML):
    """A viewer. Subclasses name their `kind`; handlers return what the kind's payload builder made, or None
    for empty.

    `label` is the figure's title and accessible name. `height` is the drawing's height in CSS pixels (None:
    the kind's own). `empty` is what stands there while there is nothing to draw (None: that there is nothing yet). Every viewer offers the event `select`, fired by a click or Enter; see each kind for
    what it carries.
    """

    kind: ClassVar[str]

    def __init__(
        self,
        label: Text,
        value: Payload | None = None,
        *,
        height: int | None = None,
        empty: Text | None = None,
        visible: bool | Literal["hidden"] = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
    ) -> None:
        self.height = height
        said: dict[str, Any] = {} if empty is None else {"empty": caption(empty)}
        super().__init__(
            value,
            label=label_of(label),
            html_template=SKELETON,
            js_on_load=f"mmx.mount('{self.kind}', element, props, watch, trigger)",
            apply_default_css=False,
            visible=visible,
            elem_id=elem_id,
            elem_classes=["mmx-block", *_listed(elem_classes)],
            render=render,
            name=caption(label),
            height=height,
            **said,
        )

    def postprocess(self, value: Any) -> Any:
        """The payload as it is; TypeError if a handler returned something else than one."""
        if value is not None and not isinstance(value, dict):
            raise TypeError(f"{type(self).__name__} takes a payload or None, got {type(value).__name__}")
        return value

    def api_info(self) -> dict[str, Any]:
        """A payload is a JSON object."""
        return {"type": "object", "description": f"payload of the {self.kind} viewer"}

    def example_payload(self) -> Payload:
        """An empty figure."""
        return {}

    def example_value(self) -> Payload:
        """An empty figure."""
        return {}


def _listed(names: list[str] | str | None) -> list[str]:
    return names.split() if isinstance(names, str) else names or []
