"""What surrounds Gradio: the page's head, the static files of the viewers, and compression.

Gradio injects `head=` only after its own scripts have run, too late to choose the language it starts in, and sends its
pages uncompressed. A small ASGI middleware does both, and serves `static/` under `/shell/`.
"""

import hashlib
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demos.views import SCRIPTS
from demos.views import STYLES as VIEW_STYLES

STATIC = Path(__file__).parent / "static"
PREFIX = "/shell"
STYLES = ("page.css", *VIEW_STYLES)


def middleware(default_language: str) -> list[Middleware]:
    """What `launch(app_kwargs={"middleware": ...})` takes; outermost first."""
    return [
        Middleware(GZipMiddleware, minimum_size=2000),
        Middleware(Shell, head=head(default_language)),
    ]


def head(default_language: str) -> str:
    """The markup that goes first into every page's `<head>`."""
    boot = (STATIC / "boot.js").read_text(encoding="utf-8").replace("DEFAULT_LANGUAGE", default_language)
    styles = "".join(f'<link rel="stylesheet" href="{_versioned(name)}">' for name in STYLES)
    scripts = "".join(f'<script defer src="{_versioned(name)}"></script>' for name in SCRIPTS)
    return f"<script>{boot}</script>{styles}{scripts}"


def _versioned(name: str) -> str:
    """A file's address with its content's hash, so that no browser keeps an old one after an update."""
    return f"shell/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"


class Shell:
    """ASGI middleware: `/shell/*` are files, and HTML pages get `head` as the first thing in their `<head>`."""

    def __init__(self, app: ASGIApp, head: str) -> None:
        self.app = app
        self.head = head.encode()
        self.files = Starlette(routes=[Mount(PREFIX, StaticFiles(directory=STATIC))])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(PREFIX + "/"):
            await self.files(scope, receive, send)
        elif "text/html" in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, _PageSender(send, self.head))
        else:
            await self.app(scope, receive, send)


class _PageSender:
    """Collects an HTML answer and sends it with the head put in; lets every other answer through untouched."""

    def __init__(self, send: Send, head: bytes) -> None:
        self.send = send
        self.head = head
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self.start)

    async def _finish(self, start: Message) -> None:
        body = self.body.replace(b"<head>", b"<head>" + self.head, 1)
        MutableHeaders(scope=start)["content-length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


def _is_html(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
