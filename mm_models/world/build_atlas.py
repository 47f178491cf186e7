"""Authoring only: packs the world's sprites and words into `assets/world`. Nothing here runs with the app.

    npm pack @iconify-json/noto@1.2.9 @iconify-json/noto-v1@1.2.5 @iconify-json/emojione@1.2.3 \\
        @iconify-json/fxemoji@1.2.2 @twemoji/svg@15.0.0 openmoji@17.0.0 @lobehub/fluent-emoji-3d@1.1.0 \\
        emojibase-data@17.0.0
    for f in *.tgz; do mkdir -p "${f%.tgz}" && tar xzf "$f" -C "${f%.tgz}" --strip-components=1; done
    pip install resvg-py==0.5.0 pillow==12.3.0 numpy
    python -m mm_models.world.build_atlas --packages FOLDER

A designer is one hand: `noto`, `twemoji` and `openmoji` are the three that scenes are measured on; `noto-v1`, `emojione`
and `fxemoji` are further hands, seen in training only, because more hands is what carries over to a hand never seen;
`fluent` is that hand, and only ever tests.
"""

import argparse
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from mm_models.world.build_things import TABLE

ASSETS = Path(__file__).parents[2] / "assets" / "world"
SIDE = 96  # pixels of a sprite's longer side in the atlas
RENDERED = 288  # pixels at which vector drawings are rendered before they are trimmed and reduced
COLUMNS = 16

# FxEmoji's own names, where they differ from the Unicode names that the other sets use.
FXEMOJI = {
    "1f415": "dogside", "1f436": "dog", "1f327": "raincloud", "26c8": "stormcloud", 
    "1f570": "manltepiececlock", "1f550": "clock1oclock", "1f408": "catside", "1f431": "cat", "1f54a": "doveofpeace",
    "1f40e": "horse", "1f534": "largeredcircle", "26f1": "beachumbrella", "2614": "umbrellawithraindrops",
    "1f455": "mansshirt", "1f430": "bunny", "1f411": "sheep", "1f416": "pigside", "1f437": "pig", "1f332": "evergreen",
    "1f333": "deciduoustree", "1f3e1": "housewithgarden", "1f3e0": "housebuilding", "1f682": "steamlocomotive",
    "1f355": "sliceofpizza", "1f336": "chilipepper", "1f33d": "earofmaize", "1f407": "bunnyside", "1f34e": "redapple",
}  # fmt: skip
SKIPPED = {  # balls with a hoop, umbrellas of many colours
    ("noto-v1", "1f3c0"), ("emojione", "1f3c0"), ("fxemoji", "1f3c0"),
    ("fxemoji", "2614"), ("emojione", "2602"), ("emojione", "2614"),
}  # fmt: skip

Render = Callable[[str], Image.Image | None]


def rows() -> Iterator[tuple[str, list[str]]]:
    """Yields (kind, columns) of the table of things."""
    for line in TABLE.strip().splitlines():
        columns = [column.strip() for column in line.split("|")]
        yield columns[0], columns


def from_svg(text: str) -> Image.Image:
    """A vector drawing as an RGBA image."""
    import resvg_py  # an authoring tool, not a dependency of the app

    return Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=text, width=RENDERED)))).convert(
        "RGBA"
    )


def svg_folder(folder: Path, spell: Callable[[str], str]) -> Render:
    """A designer whose drawings are files named by code point, with or without the variation selector."""

    def render(glyph: str) -> Image.Image | None:
        files = [folder / f"{spell(glyph + selector)}.svg" for selector in ("", "-fe0f")]
        found = [file for file in files if file.exists()]
        return from_svg(found[0].read_text(encoding="utf-8")) if found else None

    return render


def iconify(folder: Path, names: dict[str, str], renamed: dict[str, str]) -> Render:
    """A designer packed by Iconify: one JSON of SVG bodies by Unicode name, or by a name of the designer's own."""
    data = json.loads((folder / "icons.json").read_text(encoding="utf-8"))
    aliases = {alias: entry["parent"] for alias, entry in data.get("aliases", {}).items()}
    spelt = {name.replace("-", ""): name for name in (*data["icons"], *aliases)}
    side = data["width"]

    def render(glyph: str) -> Image.Image | None:
        unicode_name = names.get(glyph) or names.get(f"{glyph}-fe0f") or ""
        name = spelt.get(renamed.get(glyph, unicode_name.replace("-", "")))
        if name is None:
            return None
        icon = data["icons"][aliases.get(name, name)]
        width, height = icon.get("width", side), icon.get("height", side)
        box = f"{icon.get('left', 0)} {icon.get('top', 0)} {width} {height}"
        return from_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{icon["body"]}</svg>')

    return render


def picture_folder(folder: Path) -> Render:
    """A designer whose drawings are WebP pictures named by code point."""

    def render(glyph: str) -> Image.Image | None:
        files = [folder / f"{glyph}{selector}.webp" for selector in ("", "-fe0f")]
        found = [file for file in files if file.exists()]
        return Image.open(found[0]).convert("RGBA") if found else None

    return render


def designers(packages: Path) -> dict[str, Render]:
    """How to render a glyph in each designer's hand, from the unpacked npm packages."""
    names = json.loads((packages / "iconify-json-noto-1.2.9" / "chars.json").read_text(encoding="utf-8"))
    return {
        "noto": iconify(packages / "iconify-json-noto-1.2.9", names, {}),
        "twemoji": svg_folder(packages / "twemoji-svg-15.0.0", str.lower),
        "openmoji": svg_folder(packages / "openmoji-17.0.0" / "color" / "svg", str.upper),
        "noto-v1": iconify(packages / "iconify-json-noto-v1-1.2.5", names, {}),
        "emojione": iconify(packages / "iconify-json-emojione-1.2.3", names, {}),
        "fxemoji": iconify(packages / "iconify-json-fxemoji-1.2.2", names, FXEMOJI),
        "fluent": picture_folder(packages / "lobehub-fluent-emoji-3d-1.1.0" / "assets"),
    }


def trimmed(image: Image.Image) -> Image.Image:
    """The drawing without its empty margin, its longer side SIDE pixels."""
    box = Image.fromarray((np.asarray(image)[..., 3] > 12).astype(np.uint8) * 255).getbbox()
    image = image.crop(box)
    scale = SIDE / max(image.size)
    size = [max(1, round(side * scale)) for side in image.size]
    return image.resize((size[0], size[1]), Image.Resampling.LANCZOS)


def drawings(designer: str, render: Render) -> list[tuple[str, str, Image.Image]]:
    """All (kind, glyph, drawing) that one designer drew of the world's things, no drawing twice."""
    found: list[tuple[str, str, Image.Image]] = []
    for kind, columns in rows():
        seen: set[bytes] = set()
        for glyph in columns[6].split():
            image = None if (designer, glyph) in SKIPPED else render(glyph)
            if image is not None and (pixels := trimmed(image)).tobytes() not in seen:
                seen.add(pixels.tobytes())
                found.append((kind, glyph, pixels))
    return found


def pack(designer: str, found: list[tuple[str, str, Image.Image]]) -> list[dict[str, object]]:
    """Writes one designer's sheet and returns its rows of the index: kind, designer, glyph, box (x, y, w, h)."""
    sheet = Image.new("RGBA", (COLUMNS * SIDE, -(-len(found) // COLUMNS) * SIDE))
    index: list[dict[str, object]] = []
    for position, (kind, glyph, image) in enumerate(found):
        x, y = position % COLUMNS * SIDE, position // COLUMNS * SIDE
        sheet.paste(image, (x, y))
        index.append({"kind": kind, "designer": designer, "glyph": glyph, "box": [x, y, *image.size]})
    sheet.save(ASSETS / f"{designer}.webp", lossless=True, quality=100, method=6)
    return index


def labels(packages: Path, language: str) -> dict[str, list[str]]:
    """emojibase's tags in one language by code point."""
    path = packages / "emojibase-data-17.0.0" / language / "data.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    entries += [skin for entry in entries for skin in entry.get("skins", [])]
    return {entry["hexcode"].lower(): [entry["label"], *entry.get("tags", [])] for entry in entries}


def things(packages: Path) -> list[dict[str, object]]:
    """The table of things with emojibase's tags in both languages, as it is stored."""
    english, korean = labels(packages, "en"), labels(packages, "ko")
    found: list[dict[str, object]] = []
    for kind, (_, plural, ko, counter, groups, colours, glyphs) in rows():
        first, (one, many) = glyphs.split()[0], plural.split(" / ") if "/" in plural else (kind, plural)
        tags = {
            language: by_code.get(first) or by_code.get(f"{first}-fe0f", [])
            for language, by_code in (("en", english), ("ko", korean))
        }
        found.append(
            {"name": kind, "one": one, "many": many, "ko": ko, "counter": counter, "groups": groups.split(),
             "colours": colours.split(), "glyphs": glyphs.split(), "tags": tags}
        )  # fmt: skip
    return found


def write_json(name: str, found: list[dict[str, object]]) -> None:
    """Writes a list of rows, one a line, so that changes can be read."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in found)
    (ASSETS / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def main() -> None:
    """Builds every sheet, the index and the words."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--packages", type=Path, required=True, help="folder that holds the unpacked npm packages"
    )
    packages = parser.parse_args().packages
    ASSETS.mkdir(parents=True, exist_ok=True)
    index: list[dict[str, object]] = []
    write_json("things.json", things(packages))
    for designer, render in designers(packages).items():
        rows_of_sheet = pack(designer, drawings(designer, render))
        index += rows_of_sheet
        size = (ASSETS / f"{designer}.webp").stat().st_size
        print(f"{designer}: {len(rows_of_sheet)} drawings, {size / 1024:.0f} KiB")
    write_json("index.json", index)


if __name__ == "__main__":
    main()
