"""The options: every one by command line and by environment, and a clear end for every one that is wrong."""

import re
import socket
import subprocess
import sys
from typing import Any

import pytest

from app import main
from demos.options import OptionError, parse
from tests.server import ROOT

GIGABYTE = 2**30

# An option's name, what is typed, the field that it sets, what it then holds.
GOOD: list[tuple[str, str, str, Any]] = [
    ("host", "0.0.0.0", "host", "0.0.0.0"),
    ("port", "8000", "port", 8000),
    ("device", "cpu", "device", "cpu"),
    ("policy", "pinned", "policy", "pinned"),
    ("memory", "1.5GB", "memory_bytes", 3 * GIGABYTE // 2),
    ("memory", "500 mb", "memory_bytes", 500 * 2**20),
    ("memory", "4096", "memory_bytes", 4096),
    ("reserve", "64MB", "reserve_bytes", 64 * 2**20),
    ("warm", "clip, show-and-tell,", "warm", ("clip", "show-and-tell")),
    ("language", "ko", "language", "ko"),
]

BAD = [
    (["--port", "x"], "--port is a number from 1 to 65535, not 'x'"),
    (["--port", "0"], "--port"),
    (["--port", "65536"], "--port"),
    (["--port", "-1"], "--port"),
    (["--device", "tpu"], "--device is one of auto, cuda, mps, cpu, not 'tpu'"),
    (["--policy", "greedy"], "--policy is one of"),
    (["--language", "fr"], "--language is one of"),
    (["--memory", "lots"], "--memory is a size such as 500MB or 4GB, not 'lots'"),
    (["--memory", "-1GB"], "--memory"),
    (["--reserve", "1TBB"], "--reserve"),
    (["--prot", "8000"], "--prot"),
    (["--port"], "--port"),
    (["extra"], "extra"),
]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "app.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


def test_a_laptop_needs_no_option():
    options = parse([], {})
    assert (options.host, options.port, options.language) == ("127.0.0.1", 7860, "auto")
    assert (options.device, options.policy, options.warm, options.offline) == ("auto", "lazy", (), False)
    assert options.memory_bytes == 2 * GIGABYTE


def test_a_space_listens_to_all_and_zero_gpu_loads_at_once():
    options = parse(
        [], {"SPACE_ID": "someone/something", "SPACES_ZERO_GPU": "true", "GRADIO_SERVER_PORT": "7861"}
    )
    assert (options.host, options.port, options.policy) == ("0.0.0.0", 7861, "eager")


@pytest.mark.parametrize(("name", "typed", "field", "value"), GOOD)
def test_command_line_and_environment_say_the_same(name, typed, field, value):
    assert getattr(parse([f"--{name}", typed], {}), field) == value
    assert getattr(parse([], {f"MMX_{name.upper()}": typed}), field) == value


def test_the_command_line_wins():
    assert parse(["--port", "9000"], {"MMX_PORT": "8000"}).port == 9000


@pytest.mark.parametrize(
    ("setting", "offline"), [("1", True), ("true", True), ("", False), ("0", False), ("false", False)]
)
def test_offline_by_environment(setting, offline):
    assert parse([], {"MMX_OFFLINE": setting}).offline is offline
    assert parse(["--offline"], {"MMX_OFFLINE": setting}).offline


@pytest.mark.parametrize(
    ("arguments", "said"), BAD, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_a_bad_option_is_named(arguments, said):
    with pytest.raises(OptionError, match=re.escape(said)):
        parse(arguments, {})


def test_a_bad_variable_is_named():
    with pytest.raises(OptionError, match="--port"):
        parse([], {"MMX_PORT": "http"})


def test_a_bad_option_ends_with_2_and_one_sentence():
    ended = run("--port", "x")
    assert ended.returncode == 2
    assert ended.stderr == "app.py: --port is a number from 1 to 65535, not 'x'\n"
    assert ended.stdout == ""


def test_help_answers_without_gradio_and_torch():
    loaded = "import sys, app\ntry: app.main(['--help'])\nexcept SystemExit: pass\nprint({'torch', 'gradio'} & set(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0
    assert ended.stdout.endswith("set()\n")


def test_every_option_is_in_both_readmes():
    options = re.findall(r"(--[a-z]+)", run("--help").stdout)
    for name in ("README.md", "README.ko.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not [option for option in options if f"`{option}`" not in text and option != "--help"]


def test_a_taken_port_ends_with_1_and_one_sentence(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["--port", str(port), "--offline"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("app.py: ")
    assert str(port) in said
    assert "Traceback" not in said


def test_an_unknown_system_to_warm_ends_with_1_and_its_name(capsys):
    assert main(["--warm", "no-such-system", "--offline"]) == 1
    assert "no-such-system" in capsys.readouterr().err
