"""Checks what the design promises about size: the repository, the weights, the functions, the files.

Prints one line for each budget and one for each file that breaks it; the exit code is 1 if any does.
"""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEBIBYTE = 2**20

REPOSITORY_BYTES = 48 * MEBIBYTE  # it must travel
FILE_BYTES = 8 * MEBIBYTE
WEIGHTS_BYTES = 32 * MEBIBYTE
FILE_LINES = 300
FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_LONGEST = 8, 25, 60

# What belongs to one machine or one package registry and would not work, or would leak, anywhere else.
FOREIGN = re.compile(
    r"(?<![\w.:/])/(?:work|root|home|farm|Users)/\w+"
    r"|(?:pypi|pythonhosted|npmjs|jsdelivr|unpkg)\.(?:org|com|net)"
    r"|download\.pytorch\.org"
)


@dataclass(frozen=True)
class Function:
    """A function's place and its lines of code, without its docstring and blank lines."""

    place: str
    lines: int


def tracked() -> list[Path]:
    """The files that git has or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def functions(path: Path) -> Iterator[Function]:
    """Every function of a Python file, those inside others too."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            code = sum(bool(line.strip()) for line in lines[node.lineno - 1 : node.end_lineno])
            yield Function(
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", code - _docstring_lines(node)
            )


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = ast.get_docstring(node, clean=False)
    return 0 if docstring is None else sum(bool(line.strip()) for line in docstring.splitlines())


def repository_faults(files: list[Path]) -> Iterator[str]:
    """What is too large for a repository that travels."""
    sizes = {path: path.stat().st_size for path in files}
    yield from over("repository, bytes", sum(sizes.values()), REPOSITORY_BYTES)
    weights = sum(size for path, size in sizes.items() if (ROOT / "assets" / "weights") in path.parents)
    yield from over("weights, bytes", weights, WEIGHTS_BYTES)
    for path, size in sizes.items():
        if size > FILE_BYTES:
            yield f"{path.relative_to(ROOT)} has {size:,} bytes; a file may have {FILE_BYTES:,}"


def foreign_faults(files: list[Path]) -> Iterator[str]:
    """Lines of text files that name a machine's own folder or a package registry."""
    for path in files:
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
            if found := FOREIGN.search(line):
                yield f"{path.relative_to(ROOT)}:{number} names {found[0]!r}"


def code_faults(files: list[Path]) -> Iterator[str]:
    """Functions and files that are too long to be read."""
    sources = [path for path in files if path.suffix == ".py"]
    found = [function for path in sources for function in functions(path)]
    lengths = sorted(function.lines for function in found)
    yield from over("functions, median lines", statistics.median(lengths), FUNCTION_MEDIAN)
    yield from over("functions, 90th percentile", lengths[int(0.9 * len(lengths))], FUNCTION_P90)
    for function in found:
        if function.lines > FUNCTION_LONGEST:
            yield f"{function.place} has {function.lines} lines; a function may have {FUNCTION_LONGEST}"
    for path in sources:
        name, length = str(path.relative_to(ROOT)), len(path.read_text(encoding="utf-8").splitlines())
        if length > FILE_LINES:
            yield f"{name} has {length} lines; a file may have {FILE_LINES}"


def over(what: str, value: float, budget: float) -> Iterator[str]:
    """Prints a figure beside its budget, and complains when it is over."""
    print(f"{what:32s} {value:>14,.6g} of {budget:,}")
    if value > budget:
        yield f"{what}: {value:,.6g} is over {budget:,}"


def main() -> int:
    """Prints the figures and the faults; 1 if there are any."""
    files = tracked()
    faults = [*repository_faults(files), *foreign_faults(files), *code_faults(files)]
    for fault in faults:
        print(f"over budget: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
