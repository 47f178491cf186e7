"""From a scene to its picture and to everything that is true of it pixel by pixel."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Int64, UInt8
from PIL import Image

from mm_models.world.appearance import PLAIN, Appearance, vary_picture, vary_thing, zoomed
from mm_models.world.colours import COLOUR_INDEX
from mm_models.world.kinds import KIND_INDEX
from mm_models.world.photos import PhotoBank, resized
from mm_models.world.places import PLACE_INDEX, PLACES, canvas, small_canvas
from mm_models.world.scenes import SIDE, Scene, Thing, sprite_of

CELLS = 14  # cells of the grid on a side; a cell of a picture of 112 pixels has 8
COVERED = 0.35  # share of a cell that a thing must cover for the cell to be the thing's
SIZE_INDEX: dict[str | None, int] = {None: 1, "small": 2, "large": 3}  # 0 is the background
NO_PLACE = len(PLACES)  # the place label of a photograph that fills the picture

Mask = Bool[np.ndarray, "side side"]


@dataclass(frozen=True)
class Picture:
    """A rendered scene: the pixels, what each thing's visible pixels are, and labels for every cell."""

    image: UInt8[np.ndarray, "side side 3"]
    masks: Bool[np.ndarray, "things side side"]  # what is visible of each thing
    kinds: Int64[np.ndarray, "14 14"]  # KIND_INDEX; 0 is the background
    colours: Int64[np.ndarray, "14 14"]  # COLOUR_INDEX; 0 is the background or a thing in its natural colours
    sizes: Int64[np.ndarray, "14 14"]  # SIZE_INDEX
    coverage: Float32[
        np.ndarray, "14 14"
    ]  # share of the cell that things cover: low where a label is doubtful
    centres: Bool[np.ndarray, "14 14"]  # the cells in which the middle of a thing's box lies
    place: int  # PLACE_INDEX, or NO_PLACE


def render(
    scene: Scene, appearance: Appearance = PLAIN, photos: PhotoBank | None = None, size: int = SIDE
) -> Picture:
    """Draws a scene at `size` pixels a side (a multiple of 14); the same scene and arguments give the same picture.

    Raises:
        ValueError: `size` is not a multiple of 14, or a photograph is in the scene and no bank given.
    """
    if size % CELLS:
        raise ValueError(f"the size must be a multiple of {CELLS}, not {size}")
    image = background(scene, size)
    masks = draw(image, scene.things, scene.seed, appearance, photos)
    if appearance is not PLAIN:
        rng = np.random.default_rng((scene.seed, 1))
        image = zoomed(image, rng, appearance.zoom) if scene.place is None else image
        image = vary_picture(image, rng, appearance)
    place = NO_PLACE if scene.place is None else PLACE_INDEX[scene.place]
    return Picture(image, masks, *cell_labels(scene.things, masks), centre_cells(scene.things), place)


def draw(
    image: UInt8[np.ndarray, "side side 3"],
    things: tuple[Thing, ...],
    seed: int,
    appearance: Appearance,
    photos: PhotoBank | None = None,
) -> Bool[np.ndarray, "things side side"]:
    """Draws things into the image, in place, and returns what is visible of each.

    Each thing's appearance has a generator of its own, so that it stays the same from frame to frame of a clip.
    """
    size = image.shape[0]
    masks = np.zeros((len(things), size, size), bool)
    for number, thing in enumerate(things):
        rng = None if appearance is PLAIN else np.random.default_rng((seed, 2 + number))
        top, left, body = put(image, thing, rng, appearance, photos)
        height, width = body.shape
        masks[number, top : top + height, left : left + width] = body
        masks[:number, top : top + height, left : left + width] &= ~body
    return masks


def background(scene: Scene, size: int = SIDE) -> UInt8[np.ndarray, "side side 3"]:
    """The place of a scene without its things; grey where a photograph will fill the picture."""
    if scene.place is None:
        return np.full((size, size, 3), 128, np.uint8)
    left, top = scene.window
    if size == SIDE:
        view = small_canvas(scene.place, scene.variant)[top : top + SIDE, left : left + SIDE]
    else:
        fine = Image.fromarray(canvas(scene.place, scene.variant))
        box = (2 * left, 2 * top, 2 * (left + SIDE), 2 * (top + SIDE))
        view = np.asarray(fine.resize((size, size), Image.Resampling.BICUBIC, box=box))
    return (view[:, ::-1] if scene.mirrored else view).copy()


def put(
    image: UInt8[np.ndarray, "side side 3"],
    thing: Thing,
    rng: np.random.Generator | None,
    appearance: Appearance,
    photos: PhotoBank | None,
) -> tuple[int, int, Bool[np.ndarray, "height width"]]:
    """Draws a thing into the image, in place; returns its upper and left edge and which of its pixels show.

    `rng` varies its appearance; without one it is drawn as it is.
    """
    size = image.shape[0]
    rgba = pixels_of(thing, photos, size / SIDE)
    rgba = rgba[:, ::-1] if thing.mirrored else rgba
    top, left = round(thing.y * size / SIDE), round(thing.x * size / SIDE)
    hidden_top, hidden_left = max(0, -top), max(0, -left)
    rgba = rgba[hidden_top : max(0, size - top), hidden_left : max(0, size - left)]
    top, left = top + hidden_top, left + hidden_left
    height, width = rgba.shape[:2]
    if rgba.size == 0:
        return 0, 0, np.zeros((0, 0), bool)
    colour, alpha = rgba[..., :3].astype(np.float32), rgba[..., 3:] * np.float32(1 / 255)
    if rng is not None:
        colour, alpha = vary_thing(colour, alpha, rng, appearance, framed=not thing.is_photo)
    behind = image[top : top + height, left : left + width]
    mixed = behind + (colour - behind) * alpha
    image[top : top + height, left : left + width] = np.clip(mixed, 0, 255).astype(np.uint8)
    return top, left, alpha[..., 0] >= 0.5


def pixels_of(thing: Thing, photos: PhotoBank | None, scale: float) -> UInt8[np.ndarray, "height width 4"]:
    """A thing's sprite at the picture's scale; a photograph that fills the picture has no soft edge."""
    look = (thing.kind, thing.designer, thing.glyph, thing.colour)
    if thing.is_photo and thing.size == SIDE and photos is not None:
        whole = resized(photos.pixels(thing.kind, int(thing.glyph)), round(SIDE * scale))
        return np.dstack([whole, np.full(whole.shape[:2], 255, np.uint8)])
    return sprite_of(look, round(thing.size * scale), thing.angle, photos)


def cell_labels(
    things: tuple[Thing, ...], masks: Bool[np.ndarray, "things side side"]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Float32[np.ndarray, "14 14"]]:
    """Labels of each cell (kind, colour, size) and the share of it that is covered.

    A cell belongs to the thing that covers most of it, where that is COVERED or more.
    """
    if not things:
        nothing = np.zeros((CELLS, CELLS), np.int64)
        return nothing, nothing.copy(), nothing.copy(), np.zeros((CELLS, CELLS), np.float32)
    cell = masks.shape[-1] // CELLS
    cells = masks.view(np.uint8).reshape(len(things), CELLS, cell, CELLS, cell)
    shares = cells.sum(axis=(2, 4), dtype=np.float32) / cell**2
    best = np.where(shares.max(axis=0) >= COVERED, shares.argmax(axis=0) + 1, 0)
    kinds = np.array([0, *(KIND_INDEX[thing.kind] for thing in things)])
    colours = np.array([0, *(COLOUR_INDEX.get(thing.colour or "", 0) for thing in things)])
    sizes = np.array([0, *(SIZE_INDEX[thing.size_word] for thing in things)])
    return kinds[best], colours[best], sizes[best], shares.sum(axis=0)


def centre_cells(things: tuple[Thing, ...]) -> Bool[np.ndarray, "14 14"]:
    """The cells in which the middle of a thing's box lies, or the nearest to it where that is outside the picture."""
    found = np.zeros((CELLS, CELLS), bool)
    for thing in things:
        column, row = (np.array(thing.centre) * CELLS / SIDE).astype(int).clip(0, CELLS - 1)
        found[row, column] = True
    return found
