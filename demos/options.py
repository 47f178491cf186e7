"""The application's options: command line first, then environment variables, then what suits the machine."""

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

DEVICES = ("auto", "cuda", "mps", "cpu")
POLICIES = ("lazy", "pinned", "eager")
LANGUAGES = ("auto", "en", "ko")
UNITS = {"": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30}


class OptionError(ValueError):
    """An option that cannot be used; its message says which and what it may be."""


@dataclass(frozen=True)
class Options:
    """How the application runs.

    `memory_bytes` is what loaded models may take on the device, `reserve_bytes` what stays free beside them.
    """

    host: str
    port: int
    device: str
    policy: str
    memory_bytes: int
    reserve_bytes: int
    warm: tuple[str, ...]
    language: str
    offline: bool


def parse(arguments: list[str], environment: Mapping[str, str] = os.environ) -> Options:
    """The options of a command line; raises `OptionError`, and `SystemExit` for `--help` only."""
    on_space = "SPACE_ID" in environment
    given = vars(_parser(environment, on_space).parse_args(arguments))
    return Options(
        host=given["host"],
        port=_port(given["port"]),
        device=_one_of("device", given["device"], DEVICES),
        policy=_one_of("policy", given["policy"], POLICIES),
        memory_bytes=parse_bytes("memory", given["memory"]),
        reserve_bytes=parse_bytes("reserve", given["reserve"]),
        warm=tuple(key.strip() for key in given["warm"].split(",") if key.strip()),
        language=_one_of("language", given["language"], LANGUAGES),
        offline=given["offline"] or environment.get("MMX_OFFLINE", "") not in ("", "0", "false"),
    )


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise OptionError(f"{message}; see --help")


def _parser(environment: Mapping[str, str], on_space: bool) -> argparse.ArgumentParser:
    parser = _Parser(prog="app.py", description="Multimodal Explainer", allow_abbrev=False)

    def option(name: str, fallback: str, text: str) -> None:
        variable = f"MMX_{name.upper()}"
        help_text = f"{text} (default {fallback or 'none'}; environment: {variable})"
        parser.add_argument(f"--{name}", default=environment.get(variable, fallback), help=help_text)

    zero_gpu = "SPACES_ZERO_GPU" in environment
    option("host", "0.0.0.0" if on_space else "127.0.0.1", "address to listen on")
    option("port", environment.get("GRADIO_SERVER_PORT", "7860"), "port to listen on")
    option("device", "auto", f"where models run: {', '.join(DEVICES)}")
    option("policy", "eager" if zero_gpu else "lazy", f"when models load: {', '.join(POLICIES)}")
    option("memory", "2GB", "what loaded models may take, such as 500MB or 4GB")
    option("reserve", "256MB", "what stays free beside the models")
    option("warm", "", "systems to load before the first visitor, separated by commas")
    option("language", "auto", "language where the visitor asked for none: auto is the browser's, en, ko")
    parser.add_argument(
        "--offline",
        action="store_true",
        help="never ask the Hub, even with a network (environment: MMX_OFFLINE=1)",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise OptionError(f"--port is a number from 1 to 65535, not {text!r}")
    return int(text)


def _one_of(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise OptionError(f"--{name} is one of {', '.join(choices)}, not {text!r}")
    return text


def parse_bytes(name: str, text: str) -> int:
    """Bytes of "500MB" or "1.5GB" (binary units); raises `OptionError` naming the option."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(KB|MB|GB|)", text.strip().upper())
    if match is None:
        raise OptionError(f"--{name} is a size such as 500MB or 4GB, not {text!r}")
    return int(float(match[1]) * UNITS[match[2]])
