/**
 * Painting on a canvas: text, axes, curves, rasters.
 *
 * @typedef {{x: number, y: number, w: number, h: number}} Box CSS pixels
 * @typedef {{ctx: CanvasRenderingContext2D, dpr: number, size: number, width: number, height: number,
 *   colour: (name: string) => string}} Paint `size` is the font's size in CSS pixels
 */
(() => {
  /** @param {Paint} paint @param {string} words */
  function label(paint, words, x, y, { align = "left", baseline = "middle", colour = "muted", weight = 400, most } = {}) {
    const { ctx } = paint;
    ctx.font = `${weight} ${paint.size}px ${paint.family}`;
    ctx.textAlign = align;
    ctx.textBaseline = baseline;
    ctx.fillStyle = paint.colour(colour);
    ctx.fillText(most ? shortened(ctx, words, most) : words, x, y);
  }

  /** The words, cut with an ellipsis to fit `most` pixels. */
  function shortened(ctx, words, most) {
    if (ctx.measureText(words).width <= most) return words;
    let kept = words.length;
    while (kept > 1 && ctx.measureText(`${words.slice(0, kept)}…`).width > most) kept--;
    return `${words.slice(0, kept)}…`;
  }

  function measure(paint, words, weight = 400) {
    paint.ctx.font = `${weight} ${paint.size}px ${paint.family}`;
    return paint.ctx.measureText(words).width;
  }

  /** A line one device pixel wide between two points of the same row or column. */
  function hairline(paint, x0, y0, x1, y1, colour = "hair", dash = []) {
    const { ctx, dpr } = paint;
    const crisp = (value) => (Math.round(value * dpr) + 0.5) / dpr;
    ctx.save();
    ctx.strokeStyle = paint.colour(colour);
    ctx.lineWidth = 1 / dpr;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(x0 === x1 ? crisp(x0) : x0, y0 === y1 ? crisp(y0) : y0);
    ctx.lineTo(x0 === x1 ? crisp(x1) : x1, y0 === y1 ? crisp(y1) : y1);
    ctx.stroke();
    ctx.restore();
  }

  /** The frame of a plot. @param {Paint} paint @param {Box} box */
  function frame(paint, box) {
    hairline(paint, box.x, box.y, box.x + box.w, box.y);
    hairline(paint, box.x, box.y + box.h, box.x + box.w, box.y + box.h);
    hairline(paint, box.x, box.y, box.x, box.y + box.h);
    hairline(paint, box.x + box.w, box.y, box.x + box.w, box.y + box.h);
  }

  /**
   * Ticks with numbers below `box`, and the axis's name under them.
   * @param {Paint} paint @param {Box} box @param {ReturnType<typeof mmx.scale>} axis @param {string} name @param {boolean} [grid]
   */
  function xAxis(paint, box, axis, name, grid = false) {
    const values = mmx.ticks(axis, box.w, paint.size * 4.6);
    const shown = mmx.tickLabel(values);
    for (const value of values) {
      const x = box.x + axis.unit(value) * box.w;
      if (grid) hairline(paint, x, box.y, x, box.y + box.h, "grid");
      hairline(paint, x, box.y + box.h, x, box.y + box.h + 4);
      const half = measure(paint, shown(value)) / 2;
      label(paint, shown(value), mmx.clamp(x, half, paint.width - half), box.y + box.h + 7, { align: "center", baseline: "top" });
    }
    label(paint, name, box.x + box.w / 2, box.y + box.h + 10 + paint.size * 1.15, { align: "center", baseline: "top", most: box.w });
  }

  /** The height that `xAxis` needs below its box. @param {Paint} paint */
  const xAxisHeight = (paint) => Math.ceil(paint.size * 2.5 + 10);

  /**
   * Ticks with numbers left of `box`.
   * @param {Paint} paint @param {Box} box @param {{at: number, text: string}[]} marks `at` is 0 at the bottom, 1 at the top
   */
  function yAxis(paint, box, marks, grid = false) {
    for (const { at, text } of marks) {
      const y = box.y + (1 - at) * box.h;
      if (grid) hairline(paint, box.x, y, box.x + box.w, y, "grid");
      hairline(paint, box.x - 4, y, box.x, y);
      const inside = mmx.clamp(y, box.y + paint.size * 0.45, box.y + box.h - paint.size * 0.45);
      label(paint, text, box.x - 7, inside, { align: "right" });
    }
  }

  /** Tick marks of a scale for `yAxis`. @returns {{at: number, text: string}[]} */
  function yMarks(paint, axis, pixels) {
    const values = mmx.ticks(axis, pixels, paint.size * 2.2);
    const shown = mmx.tickLabel(values);
    return values.map((value) => ({ at: axis.unit(value), text: shown(value) }));
  }

  /** Runs `draw` with the canvas clipped to `box`. */
  function clipped(paint, box, draw) {
    const { ctx } = paint;
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.x, box.y, box.w, box.h);
    ctx.clip();
    draw(ctx);
    ctx.restore();
  }

  /** Starts or continues a path through points; a NaN leaves a gap. */
  function trace(ctx, xs, ys, toX, toY, steps = false) {
    let pen = false;
    ctx.beginPath();
    for (let index = 0; index < ys.length; index++) {
      const gap = !Number.isFinite(ys[index]);
      const x = toX(xs[index]);
      const y = toY(ys[index]);
      if (!gap && pen && steps) ctx.lineTo(x, toY(ys[index - 1]));
      if (!gap) ctx[pen ? "lineTo" : "moveTo"](x, y);
      pen = !gap;
    }
  }

  /**
   * A picture of `w` × `h` device pixels from cells: each pixel shows the largest level of the cells that it covers.
   * @param {Uint8Array} levels rows × columns @param {number} columns
   * @param {[number, number][]} rowSpans first and last row of every pixel row, top first
   * @param {[number, number][]} columnSpans first and last column of every pixel column; [-1, -1] is outside
   * @param {Uint8Array} table colours @returns {HTMLCanvasElement}
   */
  function raster(levels, columns, rowSpans, columnSpans, table) {
    const canvas = mmx.el("canvas", { width: Math.max(1, columnSpans.length), height: Math.max(1, rowSpans.length) });
    const ctx = canvas.getContext("2d");
    const image = ctx.createImageData(canvas.width, canvas.height);
    let place = 0;
    for (const [top, bottom] of rowSpans) {
      for (const [left, right] of columnSpans) {
        if (left >= 0 && top >= 0) {
          const level = largest(levels, columns, top, bottom, left, right) * 3;
          image.data[place] = table[level];
          image.data[place + 1] = table[level + 1];
          image.data[place + 2] = table[level + 2];
          image.data[place + 3] = 255;
        }
        place += 4;
      }
    }
    ctx.putImageData(image, 0, 0);
    return canvas;
  }

  function largest(levels, columns, top, bottom, left, right) {
    let level = 0;
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) level = Math.max(level, levels[row * columns + column]);
    }
    return level;
  }

  /** A small bar of the colour map between its two end values, right-aligned at `right`. @returns {number} its left end */
  function colourBar(paint, table, low, high, right, y) {
    const width = paint.width < 480 ? 40 : 64;
    const start = right - measure(paint, high) - 6 - width;
    for (let pixel = 0; pixel < width; pixel++) {
      paint.ctx.fillStyle = mmx.cssColour(table, Math.round((pixel / (width - 1)) * 255));
      paint.ctx.fillRect(start + pixel, y - 4, 1.5, 8);
    }
    label(paint, high, right, y, { align: "right" });
    label(paint, low, start - 6, y, { align: "right" });
    return start - 6 - measure(paint, low);
  }

  Object.assign(mmx, {
    label, measure, hairline, frame, xAxis, xAxisHeight, yAxis, yMarks, clipped, trace, raster, colourBar, shortened,
  });
})();
