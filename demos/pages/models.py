"""Models: every model that the application can load, where it is now, and where its weights come from."""

from html import escape

import gradio as gr

from demos.language import label, spans
from mm_models import registry
from mm_models.registry import Bundled, Status
from mm_models.text import Text

TITLE = Text("Models", "모델")
ABOUT = Text(
    "Every tab borrows its models from one registry. A model is loaded when it is first needed and leaves when others need its memory.",
    "모든 탭은 하나의 레지스트리에서 모델을 빌려 씁니다. 모델은 처음 필요할 때 올라오고, 다른 모델이 메모리를 필요로 하면 내려갑니다.",
)
EMPTY = Text(
    "No model is listed yet: what is built so far is signal processing, which learns nothing.",
    "아직 등록된 모델이 없습니다. 지금까지 만든 것은 신호 처리이며 학습하는 것이 없습니다.",
)
HEADS = (
    Text("Model", "모델"),
    Text("State", "상태"),
    Text("Device", "장치"),
    Text("Memory", "메모리"),
    Text("Load time", "올리는 시간"),
    Text("Uses", "사용 횟수"),
    Text("Licence", "라이선스"),
    Text("Paper", "논문"),
    Text("Weights", "가중치"),
)
STATES = {
    "absent": Text("not loaded", "올라오지 않음"),
    "loading": Text("loading", "올리는 중"),
    "device": Text("ready", "준비됨"),
    "cpu": Text("set aside", "잠시 내려놓음"),
    "failed": Text("failed", "실패"),
    "unavailable": Text("unavailable", "쓸 수 없음"),
}


def page() -> None:
    """Draws the page; the table is read anew whenever the page opens or Refresh is pressed."""
    gr.HTML(
        f'<div class="mmx-models"><h1>{spans(TITLE)}</h1><p>{spans(ABOUT)}</p></div>',
        apply_default_css=False,
        js_on_load=None,
    )
    table = gr.HTML("", apply_default_css=False, js_on_load=None)
    refresh = gr.Button(label("Refresh", "새로 고침"), scale=0, min_width=120)
    refresh.click(table_markup, None, table, api_name="models")
    gr.on(None, table_markup, None, table, api_visibility="private")


def table_markup() -> str:
    """The registry's rows as an HTML table."""
    rows = registry.status()
    if not rows:
        return f'<div class="mmx-models"><p>{spans(EMPTY)}</p></div>'
    heads = "".join(f"<th>{spans(head)}</th>" for head in HEADS)
    body = "".join(_row(row) for row in rows)
    return (
        f'<div class="mmx-models"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(row: Status) -> str:
    state = spans(STATES[row.state.value]) + (f"<br><small>{spans(row.error)}</small>" if row.error else "")
    cells = (
        spans(row.title),
        state,
        escape(row.device or "–"),
        f"{(row.bytes or row.est_bytes) / 2**20:.1f} MiB",
        "–" if row.load_seconds is None else f"{row.load_seconds:.2f} s",
        str(row.uses),
        escape(row.licence),
        escape(row.paper),
        escape(_weights(row)),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _weights(row: Status) -> str:
    if isinstance(row.source, Bundled):
        return f"{row.source.path.name}, SHA-256 {row.source.sha256[:12]}…"
    return f"{row.source.repo} @ {row.source.revision[:12]}"
