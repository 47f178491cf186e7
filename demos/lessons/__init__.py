"""The lessons: one Markdown file for each task and language, beside this module."""

from pathlib import Path

FOLDER = Path(__file__).parent


def lesson(name: str, language: str) -> str:
    """The lesson of the task `name` in "en" or "ko"; raises `FileNotFoundError` where there is none."""
    return (FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8")
