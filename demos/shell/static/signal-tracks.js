/**
 * The tracks of a signal viewer: waveform, image over time, curve over time.
 *
 * @typedef {{from: number, to: number}} View the seconds that are visible
 * @typedef {object} Track
 * @property {string} label @property {string} [unit] of its y axis @property {number} height CSS pixels @property {Box} [box] where it was painted last
 * @property {(paint: Paint, box: Box, view: View, map: string) => void} paint
 * @property {(paint: Paint, right: number, y: number, map: string) => number} head what stands right of its name; its left end
 * @property {(time: number, unit: number) => string} read what is at a time and a height (0 bottom, 1 top)
 * @property {(view: View) => number} step the seconds of one arrow key
 * @property {number} rows cells from bottom to top @property {string} summary
 */
(() => {
  const secondsToX = (box, view) => (time) => box.x + ((time - view.from) / (view.to - view.from)) * box.w;

  /** A symmetric round limit that holds a peak. */
  function limitOf(peak) {
    const power = 10 ** Math.floor(Math.log10(peak || 1));
    return ([1, 1.5, 2, 3, 4, 5, 8].find((factor) => factor * power >= peak) ?? 10) * power;
  }

  /** Lowest and highest sample between two (fractional) indices. @returns {[number, number]} */
  function extremes(lows, highs, from, to) {
    let least = Infinity;
    let most = -Infinity;
    const last = Math.min(Math.ceil(to), lows.length);
    for (let index = Math.max(0, Math.floor(from)); index < last; index++) {
      if (lows[index] < least) least = lows[index];
      if (highs[index] > most) most = highs[index];
    }
    return [least, most];
  }

  /** @returns {Track} */
  function waveTrack(data, sound) {
    const bounds = data.bounds ? mmx.unpack(data.bounds) : null;
    const count = bounds ? bounds.length / 2 : sound.samples.length;
    const lows = bounds ? bounds.subarray(0, count) : sound.samples;
    const highs = bounds ? bounds.subarray(count) : sound.samples;
    const rate = bounds ? count / data.seconds : sound.rate;
    const [least, most] = extremes(lows, highs, 0, count);
    const axis = mmx.scale("linear", -limitOf(Math.max(-least, most)), limitOf(Math.max(-least, most)));
    const wave = { lows, highs, rate, start: sound.start, axis, colour: `c${data.colour}` };
    return {
      label: mmx.text(data.label), height: 96, rows: 1, playable: false,
      paint: (paint, box, view) => paintWave(paint, box, view, wave),
      head: (paint, right) => right,
      read: (time) => readWave(wave, time),
      step: (view) => Math.max(1 / rate, (view.to - view.from) / 200),
      summary: `${mmx.number(count / rate, 2)} s, ${mmx.word("peak")} ${mmx.dbfs(Math.max(-least, most))}.`,
    };
  }

  function readWave({ lows, highs, rate, start }, time) {
    const index = mmx.clamp(Math.round((time - start) * rate), 0, lows.length - 1);
    const value = Math.abs(lows[index]) > Math.abs(highs[index]) ? lows[index] : highs[index];
    return `${mmx.word("amplitude")} ${mmx.number(value, 4)} (${mmx.dbfs(Math.abs(value))})`;
  }

  function paintWave(paint, box, view, wave) {
    const { high } = wave.axis;
    const shown = mmx.tickLabel([0, high < 1 ? high : high / 10]);
    mmx.yAxis(paint, box, [0, 0.5, 1].map((at) => ({ at, text: shown(wave.axis.value(at)) })), true);
    const perPixel = ((view.to - view.from) * wave.rate) / (box.w * paint.dpr);
    mmx.clipped(paint, box, (ctx) => {
      if (perPixel > 1.5) fillEnvelope(ctx, paint, box, view, wave);
      else strokeSamples(ctx, paint, box, view, wave);
    });
    mmx.frame(paint, box);
  }

  function fillEnvelope(ctx, paint, box, view, { lows, highs, rate, start, axis, colour }) {
    const pixel = 1 / paint.dpr;
    const y = (value) => box.y + (1 - axis.unit(value)) * box.h;
    const perPixel = ((view.to - view.from) * rate) / (box.w * paint.dpr);
    ctx.fillStyle = paint.colour(colour);
    for (let column = 0; column < box.w * paint.dpr; column++) {
      const from = (view.from - start) * rate + column * perPixel;
      const [least, most] = extremes(lows, highs, from, from + perPixel + 1);
      if (most >= least) ctx.fillRect(box.x + column * pixel, y(most), pixel, Math.max(pixel, y(least) - y(most)));
    }
  }

  function strokeSamples(ctx, paint, box, view, { highs, rate, start, axis, colour }) {
    const first = Math.max(0, Math.floor((view.from - start) * rate) - 1);
    const last = Math.min(highs.length, Math.ceil((view.to - start) * rate) + 2);
    const xs = Array.from({ length: Math.max(0, last - first) }, (_, index) => start + (first + index) / rate);
    const toX = secondsToX(box, view);
    const toY = (value) => box.y + (1 - axis.unit(value)) * box.h;
    ctx.strokeStyle = ctx.fillStyle = paint.colour(colour);
    ctx.lineWidth = 1.25;
    mmx.trace(ctx, xs, highs.subarray(first, last), toX, toY);
    ctx.stroke();
    if (box.w / xs.length < 8) return;
    xs.forEach((time, index) => ctx.fillRect(toX(time) - 1.5, toY(highs[first + index]) - 1.5, 3, 3));
  }

  /** @returns {Track} */
  function imageTrack(data, sound) {
    const [bins, frames] = data.image.shape;
    const image = {
      ...data, bins, frames, levels: mmx.unpack(data.image), low: data.image.low, high: data.image.high,
      first: data.first + sound.start, ...rowAxis(data),
      overlays: data.overlays.map((overlay) => ({ ...overlay, xs: mmx.unpack(overlay.x), ys: mmx.unpack(overlay.values) })),
      cache: { key: "", canvas: null },
    };
    return {
      label: mmx.text(data.label), unit: data.y_unit, height: data.height, rows: bins, playable: data.playable, image,
      paint: (paint, box, view, map) => paintImage(paint, box, view, image, map),
      head: (paint, right, y, map) => imageHead(paint, right, y, image, map),
      read: (time, unit) => readCell(image, cellAt(image, time, unit)),
      step: () => image.hop,
      cell: (time, unit) => cellAt(image, time, unit),
      rowCentre: (row) => (image.bounds[row] + image.bounds[row + 1]) / 2,
      frequencyUnit: (frequency) => valueToUnit(image, frequency),
      unitFrequency: (unit) => unitToValue(image, unit),
      summary: summariseImage(image),
    };
  }

  /**
   * The boundaries of an image's rows between 0 (bottom) and 1 (top), and the scale that put them there (null: index).
   * @returns {{bounds: number[], axis: ReturnType<typeof mmx.scale> | null}}
   */
  function rowAxis({ y, y_scale: kind, y_unit: unit }) {
    if (kind === "index") return { bounds: Array.from({ length: y.length + 1 }, (_, row) => row / y.length), axis: null };
    const values = mmx.edges(y).map((edge) => (unit === "Hz" ? Math.max(edge, 0) : edge));
    // A logarithmic axis cannot show 0 Hz: it starts at 20 Hz, or inside the first bin.
    const least = kind === "log" ? Math.max(values[0], Math.min(20, values[1] / 2)) : values[0];
    const axis = mmx.scale(kind, least, values[values.length - 1]);
    return { bounds: values.map((value) => mmx.clamp(axis.unit(Math.max(value, least)), 0, 1)), axis };
  }

  const columnOf = (image, time) => Math.round((time - image.first) / image.hop);

  function cellAt(image, time, unit) {
    const row = mmx.interval(image.bounds, mmx.clamp(unit, 0, 1));
    const column = mmx.clamp(columnOf(image, time), 0, image.frames - 1);
    const level = image.levels[row * image.frames + column];
    const value = image.low + (level / 255) * (image.high - image.low);
    return { row, column, value, time: image.first + column * image.hop, y: image.y[row] };
  }

  function readCell(image, { value, y, row }) {
    const height = image.y_unit === "Hz"
      ? `${mmx.number(y)} Hz (${mmx.number(mmx.hertzToMel(y))} ${mmx.word("mel")})`
      : image.y_unit ? mmx.withUnit(y, image.y_unit) : `#${mmx.compact(image.y[row])}`;
    const digits = image.high - image.low > 20 ? 1 : 3;
    return `${height} · ${mmx.number(value, digits)}${image.unit ? ` ${image.unit}` : ""}`;
  }

  function valueToUnit(image, value) {
    const { y, bounds } = image;
    const row = mmx.interval(y, value);
    const centre = (index) => (bounds[index] + bounds[index + 1]) / 2;
    if (row + 1 >= y.length) return centre(row);
    return centre(row) + ((value - y[row]) / (y[row + 1] - y[row])) * (centre(row + 1) - centre(row));
  }

  function unitToValue(image, unit) {
    const { y, bounds } = image;
    const row = mmx.interval(bounds, mmx.clamp(unit, 0, 1));
    const values = mmx.edges(y);
    const share = (unit - bounds[row]) / (bounds[row + 1] - bounds[row] || 1);
    return Math.max(0, values[row] + share * (values[row + 1] - values[row]));
  }

  function paintImage(paint, box, view, image, map) {
    const name = chosenMap(image, map);
    const key = [box.w, box.h, paint.dpr, view.from, view.to, name].join();
    if (image.cache.key !== key) image.cache = { key, canvas: rasterOf(paint, box, view, image, mmx.colourTable(name)) };
    paint.ctx.imageSmoothingEnabled = false;
    paint.ctx.drawImage(image.cache.canvas, box.x, box.y, box.w, box.h);
    mmx.clipped(paint, box, (ctx) => image.overlays.forEach((overlay) => paintOverlay(ctx, paint, box, view, image, overlay)));
    mmx.yAxis(paint, box, imageMarks(paint, box, image));
    mmx.frame(paint, box);
  }

  /** The person's choice replaces sequential maps only: a diverging or cyclic map means something. */
  const chosenMap = (image, map) => (["diverging", "cyclic"].includes(image.map) ? image.map : map || image.map);

  function rasterOf(paint, box, view, image, table) {
    const wide = Math.round(box.w * paint.dpr);
    const tall = Math.round(box.h * paint.dpr);
    const column = (pixel) => (view.from + (pixel / wide) * (view.to - view.from) - image.first) / image.hop + 0.5;
    const columnSpans = Array.from({ length: wide }, (_, pixel) => span(column(pixel), column(pixel + 1), image.frames));
    const row = (unit) => mmx.interval(image.bounds, unit);
    const rowSpans = Array.from({ length: tall }, (_, pixel) => [row(1 - (pixel + 0.99) / tall), row(1 - (pixel + 0.01) / tall)]);
    return mmx.raster(image.levels, image.frames, rowSpans, columnSpans, table);
  }

  /** The whole cells between two fractional positions, at least the one that the first falls in. */
  function span(from, to, count) {
    if (to <= 0 || from >= count) return [-1, -1];
    const first = mmx.clamp(Math.floor(from), 0, count - 1);
    return [first, mmx.clamp(Math.ceil(to) - 1, first, count - 1)];
  }

  function paintOverlay(ctx, paint, box, view, image, overlay) {
    const toY = (value) => box.y + (1 - valueToUnit(image, value)) * box.h;
    mmx.trace(ctx, overlay.xs, overlay.ys, secondsToX(box, view), toY);
    for (const [width, colour] of [[4, "halo"], [2, `c${overlay.colour}`]]) {
      ctx.lineWidth = width;
      ctx.strokeStyle = paint.colour(colour);
      ctx.stroke();
    }
  }

  function imageMarks(paint, box, image) {
    return image.axis ? mmx.yMarks(paint, image.axis, box.h) : indexMarks(box, image, paint.size * 2);
  }

  const ROUND_HERTZ = [0, 100, 250, 500, 1000, 2000, 4000, 8000, 16000];

  /** Rows of equal height: round frequencies where they fall between the rows, else every so many rows. */
  function indexMarks(box, image, gap) {
    const { y, bins } = image;
    if (image.y_unit === "Hz") {
      const inside = ROUND_HERTZ.filter((hertz) => hertz >= y[0] && hertz <= y[bins - 1]);
      const marks = inside.map((hertz) => ({ at: valueToUnit(image, hertz), text: mmx.number(hertz) }));
      return mmx.spaced(marks, ({ at }) => at * box.h, gap);
    }
    const rows = mmx.linearTicks(0, bins - 1, Math.floor(box.h / gap)).filter(Number.isInteger);
    return rows.map((row) => ({ at: (row + 0.5) / bins, text: mmx.compactShort(y[row]) }));
  }

  function imageHead(paint, right, y, image, map) {
    const table = mmx.colourTable(chosenMap(image, map));
    const ends = [image.low, image.high].map((value) => mmx.compactShort(value));
    return mmx.colourBar(paint, table, ends[0], `${ends[1]}${image.unit ? ` ${image.unit}` : ""}`, right, y);
  }

  function summariseImage(image) {
    let best = 0;
    for (let index = 1; index < image.levels.length; index++) if (image.levels[index] > image.levels[best]) best = index;
    const column = best % image.frames;
    const row = (best - column) / image.frames;
    const value = image.low + (image.levels[best] / 255) * (image.high - image.low);
    const [bins, frames] = image.shape;
    const [tall, wide] = image.pooled;
    const pooled = tall * wide > 1 ? `, ${mmx.word("pooled")} ${tall} × ${wide}` : "";
    return `${bins} ${mmx.word("bins")} × ${frames} ${mmx.word("frames")}${pooled}, ${mmx.compact(image.low)} – `
      + `${mmx.withUnit(image.high, image.unit)}; ${mmx.word("most")}: ${mmx.number(image.first + column * image.hop, 2)} s, `
      + `${readCell(image, { value, y: image.y[row], row })}.`;
  }

  /** @returns {Track} */
  function lineTrack(data, sound) {
    const curve = { xs: mmx.unpack(data.x).map((time) => time + sound.start), ys: mmx.unpack(data.values), colour: `c${data.colour}` };
    const finite = [...curve.ys].filter(Number.isFinite);
    const [least, most] = data.range ?? [Math.min(...finite), Math.max(...finite)];
    const room = data.range ? 0 : (most - least || 1) * 0.06;
    const axis = mmx.scale("linear", least - room, most + room);
    return {
      label: mmx.text(data.label), unit: data.unit,
      height: data.height, rows: 1, playable: false,
      paint: (paint, box, view) => paintCurve(paint, box, view, curve, axis),
      head: (paint, right) => right,
      read: (time) => mmx.withUnit(curve.ys[nearest(curve.xs, time)], data.unit),
      step: (view) => Math.max((curve.xs[1] ?? 0) - curve.xs[0] || 0.01, (view.to - view.from) / 200),
      summary: `${mmx.word("least")} ${mmx.withUnit(least, data.unit)}, ${mmx.word("most")} ${mmx.withUnit(most, data.unit)}.`,
    };
  }

  function paintCurve(paint, box, view, curve, axis) {
    mmx.yAxis(paint, box, mmx.yMarks(paint, axis, box.h), true);
    mmx.clipped(paint, box, (ctx) => {
      mmx.trace(ctx, curve.xs, curve.ys, secondsToX(box, view), (value) => box.y + (1 - axis.unit(value)) * box.h);
      ctx.strokeStyle = paint.colour(curve.colour);
      ctx.lineWidth = 1.75;
      ctx.lineJoin = "round";
      ctx.stroke();
    });
    mmx.frame(paint, box);
  }

  /** Index of the rising `xs` closest to `x`. */
  function nearest(xs, x) {
    const left = xs.length > 1 ? mmx.interval(xs, x) : 0;
    return left + 1 < xs.length && xs[left + 1] - x < x - xs[left] ? left + 1 : left;
  }

  mmx.signalTracks = { wave: waveTrack, image: imageTrack, line: lineTrack };
  Object.assign(mmx, { nearest, limitOf, paintWave });
})();
