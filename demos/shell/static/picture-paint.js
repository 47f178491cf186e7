/**
 * What pictures and films share: pixels that can be read, maps over them, boxes, and the controls that switch the maps.
 *
 * @typedef {{canvas: HTMLCanvasElement, pixels: Uint8ClampedArray, width: number, height: number}} Pixels
 * @typedef {{type: "values" | "names", rows: number, columns: number, values: Uint8Array, canvas: HTMLCanvasElement}} Overlay
 */
(() => {
  const SHARP_FROM = 2; // times that a picture is enlarged before its pixels are drawn as squares
  const NOTHING = { en: "Picture only", ko: "그림만" };
  const CHOOSE_MAP = { en: "Map over the picture", ko: "그림 위에 겹칠 지도" };
  const CHOOSE_GROUP = { en: "Group of maps", ko: "지도 묶음" };
  const OPACITY = { en: "Opacity of the map", ko: "지도의 불투명도" };

  /** Decodes a picture of Python's `packed_image`. @returns {Promise<Pixels>} */
  async function decode({ src, width, height }) {
    const image = new Image();
    image.src = src;
    await image.decode();
    const canvas = mmx.el("canvas", { width, height });
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    ctx.drawImage(image, 0, 0);
    return { canvas, width, height, pixels: ctx.getImageData(0, 0, width, height).data };
  }

  /** One channel of a picture, black to its own colour. @param {Pixels} whole @param {0 | 1 | 2} channel @returns {Pixels} */
  function oneChannel(whole, channel) {
    const canvas = mmx.el("canvas", { width: whole.width, height: whole.height });
    const ctx = canvas.getContext("2d");
    const image = ctx.createImageData(whole.width, whole.height);
    for (let place = 0; place < image.data.length; place += 4) {
      image.data[place + channel] = whole.pixels[place + channel];
      image.data[place + 3] = 255;
    }
    ctx.putImageData(image, 0, 0);
    return { ...whole, canvas };
  }

  /** @returns {[number, number, number]} red, green and blue of a pixel */
  const pixelAt = ({ pixels, width }, x, y) => [0, 1, 2].map((channel) => pixels[(y * width + x) * 4 + channel]);

  /** A map of Python's `value_map` or `name_map`, ready to be drawn. */
  function overlay(map) {
    const [rows, columns] = map.values.shape;
    return { ...map, rows, columns, values: mmx.unpack(map.values), low: map.values.low, high: map.values.high, canvas: null };
  }

  /** One pixel a cell; `colour` gives [r, g, b, a] for a level. */
  function cellCanvas(map, colour) {
    const canvas = mmx.el("canvas", { width: map.columns, height: map.rows });
    const ctx = canvas.getContext("2d");
    const image = ctx.createImageData(map.columns, map.rows);
    map.values.forEach((level, index) => image.data.set(colour(level), index * 4));
    ctx.putImageData(image, 0, 0);
    return canvas;
  }

  function valueCanvas(map) {
    const table = mmx.colourTable(map.colours);
    return cellCanvas(map, (level) => [table[level * 3], table[level * 3 + 1], table[level * 3 + 2], 255]);
  }

  /** Draws a map over `box`. @param {Overlay} map @param {number} opacity 0 to 1 */
  function paintOverlay(paint, box, map, opacity) {
    if (map.type === "names") return paintNames(paint, box, map, opacity);
    map.canvas ??= valueCanvas(map);
    const { ctx } = paint;
    ctx.save();
    ctx.globalAlpha = opacity;
    ctx.imageSmoothingEnabled = map.smooth;
    ctx.imageSmoothingQuality = "high";
    ctx.drawImage(map.canvas, box.x, box.y, box.w, box.h);
    ctx.restore();
  }

  /** Coloured cells, and each name in the middle of its cells. */
  function paintNames(paint, box, map, opacity) {
    const { ctx } = paint;
    const [w, h] = [box.w / map.columns, box.h / map.rows];
    ctx.save();
    ctx.globalAlpha = opacity;
    map.values.forEach((name, index) => {
      if (name === map.background) return;
      ctx.fillStyle = paint.colour(`c${map.colours[name]}`);
      ctx.fillRect(box.x + (index % map.columns) * w, box.y + Math.floor(index / map.columns) * h, w + 0.3, h + 0.3);
    });
    ctx.restore();
    if (box.w > paint.size * 9) paintTags(paint, box, map, w, h);
  }

  /** Names in the middle of their cells, the commonest first, where no other name stands. */
  function paintTags(paint, box, map, w, h) {
    const taken = [];
    for (const { name, x, y } of namePlaces(map)) {
      const words = mmx.text(map.names[name]);
      const at = { x: box.x + x * w, y: box.y + y * h, w: mmx.measure(paint, words, 600) + 8, h: paint.size * 1.4 };
      if (taken.some((other) => Math.abs(other.x - at.x) < (other.w + at.w) / 2 && Math.abs(other.y - at.y) < at.h)) continue;
      taken.push(at);
      paintTag(paint, box, words, at.x, at.y, `c${map.colours[name]}`);
    }
  }

  /** The mean cell of each name that at least two cells have, commonest first. */
  function namePlaces(map) {
    const found = new Map();
    map.values.forEach((name, index) => {
      if (name === map.background) return;
      const place = found.get(name) ?? { name, count: 0, x: 0, y: 0 };
      found.set(name, { name, count: place.count + 1, x: place.x + (index % map.columns) + 0.5, y: place.y + Math.floor(index / map.columns) + 0.5 });
    });
    return [...found.values()].filter(({ count }) => count > 1).sort((a, b) => b.count - a.count).slice(0, 8)
      .map((place) => ({ ...place, x: place.x / place.count, y: place.y / place.count }));
  }

  /** Words on a plate of the panel's colour, kept inside `box`. */
  function paintTag(paint, box, words, x, y, colour = "ink") {
    if (!words) return;
    mmx.measure(paint, words, 600);
    const shown = mmx.shortened(paint.ctx, words, box.w - 8);
    const width = mmx.measure(paint, shown, 600) + 8;
    const left = mmx.clamp(x - width / 2, box.x, Math.max(box.x, box.x + box.w - width));
    const top = mmx.clamp(y - paint.size * 0.7, box.y, box.y + box.h - paint.size * 1.4);
    paint.ctx.fillStyle = paint.colour("panel");
    paint.ctx.fillRect(left, top, width, paint.size * 1.4);
    mmx.label(paint, shown, left + 4, top + paint.size * 0.72, { colour, weight: 600 });
  }

  /** Pixels into `box`: as squares where they are large. */
  function paintPixels(paint, box, { canvas, width }) {
    paint.ctx.imageSmoothingEnabled = box.w < SHARP_FROM * width;
    paint.ctx.imageSmoothingQuality = "high";
    paint.ctx.drawImage(canvas, box.x, box.y, box.w, box.h);
  }

  /** Named rectangles in the picture's pixels. */
  function paintBoxes(paint, box, boxes, width) {
    const scale = box.w / width;
    mmx.clipped(paint, box, (ctx) => {
      for (const { edges: [left, top, right, bottom], colour, dashed } of boxes) {
        for (const [thick, name] of [[4, "halo"], [2, `c${colour}`]]) {
          ctx.lineWidth = thick;
          ctx.strokeStyle = paint.colour(name);
          ctx.setLineDash(dashed && thick === 2 ? [5, 4] : []);
          ctx.strokeRect(box.x + left * scale, box.y + top * scale, (right - left) * scale, (bottom - top) * scale);
        }
        ctx.setLineDash([]);
      }
    });
    for (const { edges: [left, top], label, colour } of boxes) {
      const words = mmx.text(label);
      if (!words) continue;
      const half = mmx.measure(paint, words, 600) / 2 + 5;
      paintTag(paint, box, words, box.x + left * scale + half, box.y + top * scale + paint.size * 0.8, `c${colour}`);
    }
  }

  /** Lines between cells, faint enough to see through. */
  function paintGrid(paint, box, rows, columns) {
    paint.ctx.save();
    paint.ctx.globalAlpha = 0.35;
    for (let row = 1; row < rows; row++) mmx.hairline(paint, box.x, box.y + (row / rows) * box.h, box.x + box.w, box.y + (row / rows) * box.h, "cross");
    for (let column = 1; column < columns; column++) mmx.hairline(paint, box.x + (column / columns) * box.w, box.y, box.x + (column / columns) * box.w, box.y + box.h, "cross");
    paint.ctx.restore();
  }

  /** The outline of one of rows × columns cells. */
  function outlineCell(paint, box, rows, columns, [row, column], colour) {
    const [w, h] = [box.w / columns, box.h / rows];
    for (const [thick, name] of [[4, "halo"], [2, colour]]) {
      paint.ctx.lineWidth = thick;
      paint.ctx.strokeStyle = paint.colour(name);
      paint.ctx.strokeRect(box.x + column * w, box.y + row * h, Math.max(w, 2), Math.max(h, 2));
    }
  }

  /** The index of the cell under a point of the unit square. */
  const cellOf = (map, u, v) => Math.min(map.rows - 1, Math.floor(v * map.rows)) * map.columns + Math.min(map.columns - 1, Math.floor(u * map.columns));

  /** What a map says there: a number for values, the name's number for names. */
  function valueAt(map, u, v) {
    const level = map.values[cellOf(map, u, v)];
    return map.type === "names" ? map.numbers[level] : map.low + (level / 255) * (map.high - map.low);
  }

  /** The same in words. */
  function wordsAt(map, u, v) {
    if (map.type === "names") return mmx.text(map.names[map.values[cellOf(map, u, v)]]);
    return mmx.withUnit(Number(valueAt(map, u, v).toPrecision(3)), map.unit);
  }

  /**
   * A select for groups (where there are several), one for the maps of the group, and the opacity.
   * @param {any[]} maps @param {{map: number | null, opacity: number}} state @param {() => void} changed
   * @returns {{nodes: Node[], refresh: () => void}} `refresh` after the state was changed elsewhere
   */
  function mapTools(maps, state, changed) {
    if (!maps.length) return { nodes: [], refresh: () => {} };
    const names = maps.map((map) => mmx.text(map.group));
    const groups = [...new Set(names)];
    let group = names[state.map ?? 0];
    const select = mmx.el("select", {
      class: "mmx-select mmx-map-name", "aria-label": mmx.text(CHOOSE_MAP),
      onchange: () => { state.map = select.value === "" ? null : Number(select.value); changed(); },
    });
    const groupSelect = mmx.el("select", {
      class: "mmx-select", "aria-label": mmx.text(CHOOSE_GROUP),
      onchange: () => { state.map = names.indexOf(groupSelect.value); refresh(); changed(); },
    }, ...groups.map((name) => mmx.el("option", { value: name }, name)));
    const opacity = mmx.el("input", {
      type: "range", class: "mmx-slider mmx-opacity", min: 0, max: 1, step: 0.05, "aria-label": mmx.text(OPACITY), title: mmx.text(OPACITY),
      oninput: () => { state.opacity = Number(opacity.value); changed(); },
    });
    const refresh = () => {
      if (state.map != null) group = names[state.map];
      const options = maps.map((map, index) => mmx.el("option", { value: index }, mmx.text(map.label))).filter((_, index) => names[index] === group);
      select.replaceChildren(mmx.el("option", { value: "" }, mmx.text(NOTHING)), ...options);
      select.value = state.map ?? "";
      groupSelect.value = group;
      opacity.value = state.opacity;
    };
    refresh();
    return { nodes: [...(groups.length > 1 ? [groupSelect] : []), select, opacity], refresh };
  }

  mmx.pictures = {
    decode, oneChannel, pixelAt, overlay, paintOverlay, paintTag, paintPixels, paintBoxes, paintGrid, outlineCell, valueAt, wordsAt, mapTools, valueCanvas,
  };
})();
