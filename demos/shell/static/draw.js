/** Scales, ticks and colour maps: numbers to positions and colours. Pure functions, no canvas. */
(() => {
  /** HTK's mel scale, 2595 log10(1 + f / 700). @param {number} hertz @returns {number} */
  const hertzToMel = (hertz) => 2595 * Math.log10(1 + hertz / 700);
  /** @param {number} mel @returns {number} */
  const melToHertz = (mel) => 700 * (10 ** (mel / 2595) - 1);

  const WARPS = {
    linear: [(value) => value, (value) => value],
    mel: [hertzToMel, melToHertz],
    log: [(value) => Math.log10(Math.max(value, 1e-9)), (value) => 10 ** value],
  };

  /**
   * A map between values and the unit interval.
   * @param {"linear" | "mel" | "log"} kind @param {number} low @param {number} high
   * @returns {{kind: string, low: number, high: number, unit: (value: number) => number, value: (unit: number) => number}}
   */
  function scale(kind, low, high) {
    const [warp, unwarp] = WARPS[kind] ?? WARPS.linear;
    const first = warp(low);
    const span = warp(high) - first || 1;
    return {
      kind, low, high,
      unit: (value) => (warp(value) - first) / span,
      value: (unit) => unwarp(first + unit * span),
    };
  }

  /** The step of 1, 2 or 5 times a power of ten that cuts `span` into at most `count`. */
  function niceStep(span, count) {
    const raw = span / Math.max(count, 1);
    const power = 10 ** Math.floor(Math.log10(raw));
    return power * ([1, 2, 5].find((factor) => factor * power >= raw * 0.999) ?? 10);
  }

  /** @returns {number[]} round numbers from low to high, at most about `count` */
  function linearTicks(low, high, count) {
    if (!(high > low)) return [low];
    const step = niceStep(high - low, count);
    const ticks = [];
    for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index++) ticks.push(index * step);
    return ticks;
  }

  /** @returns {number[]} 1, 2 and 5 times every power of ten between low and high */
  function decadeTicks(low, high) {
    const ticks = [];
    for (let power = Math.floor(Math.log10(Math.max(low, 1e-9))); power <= Math.log10(high); power++) {
      ticks.push(...[1, 2, 5].map((factor) => factor * 10 ** power));
    }
    return ticks.filter((tick) => tick >= low && tick <= high);
  }

  const MEL_TICKS = [0, 250, 500, 1000, 2000, 4000, 8000, 16000];

  /**
   * Ticks of a scale that lie at least `gap` pixels apart on an axis of `pixels`.
   * @returns {number[]}
   */
  function ticks(axis, pixels, gap) {
    if (axis.kind === "linear") return linearTicks(axis.low, axis.high, Math.max(1, Math.floor(pixels / gap)));
    const all = axis.kind === "mel" ? MEL_TICKS : decadeTicks(axis.low, axis.high);
    const inside = all.filter((tick) => tick >= axis.low && tick <= axis.high);
    return spaced(inside, (tick) => axis.unit(tick) * pixels, gap);
  }

  /** Drops those that come closer than `gap` to the one kept before. */
  function spaced(values, position, gap) {
    let last = -Infinity;
    return values.filter((value) => {
      if (Math.abs(position(value) - last) < gap) return false;
      last = position(value);
      return true;
    });
  }

  /** @param {number[]} values @returns {(value: number) => string} labels with as many decimals as the step needs */
  function tickLabel(values) {
    const step = values.length > 1 ? Math.abs(values[1] - values[0]) : Math.abs(values[0]) || 1;
    const digits = mmx.clamp(-Math.floor(Math.log10(step) + 1e-9), 0, 6);
    return (value) => {
      if (value !== 0 && (Math.abs(value) >= 1e6 || step < 1e-5)) return mmx.compact(value);
      const needed = values.length > 1 && !isEven(values) ? mmx.clamp(-Math.floor(Math.log10(Math.abs(value) || 1)), 0, 6) : digits;
      return mmx.number(value, needed);
    };
  }

  function isEven(values) {
    const step = values[1] - values[0];
    return values.every((value, index) => index === 0 || Math.abs(value - values[index - 1] - step) < 1e-6 * Math.abs(step));
  }

  // Seventeen evenly spaced colours of each map, RRGGBB. viridis, magma (Smith and van der Walt, CC0), RdBu (Brewer), twilight.
  const ANCHORS = {
    viridis:
      "44015448186a472d7b4240863b528b33638d2c728e26828e21918c1fa08828ae803fbc735ec96284d44baddc30d8e219fde725",
    magma:
      "0000040a08221d114736106b51127c6a1c818326819c2e7fb73779d0416fe75263f56b5cfc8961fea772fec488fde2a3fcfdbf",
    diverging:
      "0530611752902a71b23f8ec06bacd19bc9e0c2ddece0ecf3f7f6f6fbe5d8fbccb4f5aa89e48066d05548ba2832930e2667001f",
    cyclic:
      "e2d9e2c4ced495b5c77297c16276ba5e51ad592a8f45135c2f14364a1342741e4f983550b25652c27c63cca389d8c7bee2d9e2",
    grey: "000000ffffff",
  };

  /** @type {Record<string, Uint8Array>} */
  const tables = {};

  /** @param {string} name @returns {Uint8Array} 256 colours as RGB triples */
  function colourTable(name) {
    tables[name] ??= interpolated(ANCHORS[name] ?? ANCHORS.viridis);
    return tables[name];
  }

  function interpolated(anchors) {
    const known = anchors.match(/../g).map((pair) => parseInt(pair, 16));
    const last = known.length / 3 - 1;
    const table = new Uint8Array(768);
    for (let index = 0; index < 256; index++) {
      const place = (index / 255) * last;
      const left = Math.min(Math.floor(place), last - 1);
      for (let channel = 0; channel < 3; channel++) {
        const from = known[left * 3 + channel];
        table[index * 3 + channel] = Math.round(from + (known[left * 3 + 3 + channel] - from) * (place - left));
      }
    }
    return table;
  }

  /** @param {Uint8Array} table @param {number} level 0 to 255 @returns {string} */
  const cssColour = (table, level) => `rgb(${table[level * 3]}, ${table[level * 3 + 1]}, ${table[level * 3 + 2]})`;

  /** The boundaries of cells around their centres. @param {number[]} centres @returns {number[]} one more than the centres */
  function edges(centres) {
    if (centres.length === 1) return [centres[0] - 0.5, centres[0] + 0.5];
    const inner = centres.slice(1).map((centre, index) => (centre + centres[index]) / 2);
    const last = centres.length - 1;
    return [centres[0] - (inner[0] - centres[0]), ...inner, centres[last] + (centres[last] - inner[last - 1])];
  }

  /** Index of the interval of rising `bounds` that holds `value`, clamped to the first and last. */
  function interval(bounds, value) {
    let low = 0;
    let high = bounds.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (bounds[middle] <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  Object.assign(mmx, {
    hertzToMel, melToHertz, scale, ticks, linearTicks, spaced, tickLabel, colourTable, cssColour, edges, interval,
  });
})();
