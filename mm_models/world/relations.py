"""What is left of, above, next to or on what: when a relation holds, and when people would mention it.

A relation holds by a small margin already (it is true), but is mentioned only when it is plain to see (it is salient).
Lengths are pixels of a picture of 112 pixels a side.
"""

from mm_models.world.scenes import Scene, Thing

RELATIONS: tuple[str, ...] = ("left of", "right of", "above", "below", "next to", "on")
CONVERSE: dict[str, str] = {
    "left of": "right of",
    "right of": "left of",
    "above": "below",
    "below": "above",
    "next to": "next to",
}
SOME = 6  # pixels by which centres must differ for a direction to be true
PLAINLY = 18  # and for it to be worth a mention
NEAR = 14  # pixels between things that are next to each other


def holds(relation: str, one: Thing, other: Thing) -> bool:
    """Whether `one` stands in this relation to `other`.

    Raises:
        ValueError: there is no relation of that name.
    """
    across, down = other.centre[0] - one.centre[0], other.centre[1] - one.centre[1]
    if relation == "on":
        return stands_on(one, other)
    if relation == "next to":
        return is_beside(one, other)
    if relation not in RELATIONS:
        raise ValueError(f"no relation named {relation!r}; there are {', '.join(RELATIONS)}")
    return {"left of": across, "right of": -across, "above": down, "below": -down}[relation] >= SOME


def stands_on(one: Thing, other: Thing) -> bool:
    """Whether the foot of `one` rests on the upper part of `other`, its middle over it."""
    sunk = one.box[3] - other.y
    over = other.x <= one.centre[0] <= other.box[2]
    return over and -4 <= sunk <= 0.35 * other.height and one.centre[1] < other.centre[1] - SOME


def is_beside(one: Thing, other: Thing) -> bool:
    """Whether two things stand side by side: a small gap between them, and half of the lower one at the same height."""
    gap = max(other.x - one.box[2], one.x - other.box[2])
    shared = min(one.box[3], other.box[3]) - max(one.y, other.y)
    return -8 <= gap <= NEAR and shared >= 0.5 * min(one.height, other.height)


def salient(one: Thing, other: Thing) -> tuple[str, ...]:
    """The relations of `one` to `other` that people would mention, the most telling first."""
    if stands_on(one, other):
        return ("on",)
    if stands_on(other, one):
        return ("below",)
    across, down = other.centre[0] - one.centre[0], other.centre[1] - one.centre[1]
    found = []
    if abs(across) >= PLAINLY and abs(across) >= abs(down):
        found.append("left of" if across > 0 else "right of")
    if abs(down) >= PLAINLY and abs(down) > abs(across):
        found.append("above" if down > 0 else "below")
    return (*found, "next to") if is_beside(one, other) else tuple(found)


def relations(scene: Scene) -> tuple[tuple[int, str, int], ...]:
    """All salient relations of a scene as (thing, relation, thing), things by their position in the scene."""
    things = list(enumerate(scene.things))
    return tuple(
        (first, relation, second)
        for first, one in things
        for second, other in things
        if first != second
        for relation in salient(one, other)
    )
