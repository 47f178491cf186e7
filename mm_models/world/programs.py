"""Functional programs that answer questions about a scene, step by step.

A program is a list of steps; each step names an operation, its words, and the earlier steps whose results it takes, as
in CLEVR (Johnson et al. 2017). `execute` returns every step's result, so that a viewer can show how an answer comes
about; the last result is the answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mm_models.world.relations import holds
from mm_models.world.scenes import SIDE, Scene, Thing
from mm_models.world.words import NUMBERS_EN

Things = tuple[Thing, ...]
Result = Things | str
NUMBERS: tuple[str, ...] = ("zero", *NUMBERS_EN[1:])
DIRECTIONS: tuple[str, ...] = ("left", "right", "top", "bottom", "middle")
MIDDLE = 0.22  # of half the picture's side: nearer to the centre than this is "middle"


@dataclass(frozen=True)
class Step:
    """One operation: its name, its words, and the steps whose results it takes."""

    operation: str
    words: tuple[str, ...] = ()
    inputs: tuple[int, ...] = ()


Program = tuple[Step, ...]


class ProgramError(ValueError):
    """A program cannot be carried out on a scene: what it asks about is not there, or not there once."""


def only(things: Result) -> Thing:
    """The one thing of a group.

    Raises:
        ProgramError: there is none, or more than one.
    """
    if isinstance(things, str) or len(things) != 1:
        raise ProgramError(f"one thing was wanted, not {things!r}")
    return things[0]


def group(things: Result) -> Things:
    """The group of things that a step takes.

    Raises:
        ProgramError: the earlier step gave a word instead.
    """
    if isinstance(things, str):
        raise ProgramError(f"things were wanted, not {things!r}")
    return things


def where_is(thing: Thing) -> str:
    """Which part of the picture a thing is in: the direction in which it is farthest from the centre."""
    across, down = (2 * middle / SIDE - 1 for middle in thing.centre)
    if max(abs(across), abs(down)) < MIDDLE:
        return "middle"
    if abs(across) >= abs(down):
        return "left" if across < 0 else "right"
    return "top" if down < 0 else "bottom"


def yes(true: bool) -> str:
    """The answer to a question of yes or no."""
    return "yes" if true else "no"


def _related(scene: Scene, words: Sequence[str], given: Sequence[Result]) -> Result:
    other = only(given[0])
    return tuple(thing for thing in scene.things if thing is not other and holds(words[0], thing, other))


def _same_colour(scene: Scene, words: Sequence[str], given: Sequence[Result]) -> Result:
    things = [thing for some in given for thing in group(some)]
    if len(things) < 2:
        raise ProgramError("two things or more are wanted to compare colours")
    return yes(len({thing.colour for thing in things}) == 1)


def _larger(scene: Scene, words: Sequence[str], given: Sequence[Result]) -> Result:
    return yes(only(given[0]).size > only(given[1]).size)


OPERATIONS: dict[str, Callable[[Scene, Sequence[str], Sequence[Result]], Result]] = {
    "all things": lambda scene, words, given: scene.things,
    "of kind": lambda scene, words, given: tuple(t for t in group(given[0]) if t.kind == words[0]),
    "of colour": lambda scene, words, given: tuple(t for t in group(given[0]) if t.colour == words[0]),
    "related": _related,
    "count": lambda scene, words, given: NUMBERS[len(group(given[0]))],
    "exists": lambda scene, words, given: yes(bool(group(given[0]))),
    "kind": lambda scene, words, given: only(given[0]).kind,
    "colour": lambda scene, words, given: only(given[0]).colour or "",
    "direction": lambda scene, words, given: where_is(only(given[0])),
    "place": lambda scene, words, given: scene.place or "",
    "holds": lambda scene, words, given: yes(holds(words[0], only(given[0]), only(given[1]))),
    "same colour": _same_colour,
    "larger": _larger,
}


def execute(program: Program, scene: Scene) -> tuple[Result, ...]:
    """The result of every step of a program on a scene.

    Raises:
        ProgramError: the scene has not what the program asks about.
    """
    results: list[Result] = []
    for step in program:
        given = [results[position] for position in step.inputs]
        results.append(OPERATIONS[step.operation](scene, step.words, given))
    return tuple(results)


def answer(program: Program, scene: Scene) -> str:
    """A program's last result, which is a word.

    Raises:
        ProgramError: the scene has not what the program asks about, or the program does not end in a word.
    """
    result = execute(program, scene)[-1]
    if not isinstance(result, str):
        raise ProgramError(f"a program must end in a word, not in {result!r}")
    return result
