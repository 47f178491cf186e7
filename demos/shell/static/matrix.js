/**
 * The matrix viewer: coloured cells, and the row and the column of the cell under the cursor as small curves.
 *
 * Its state is {row, column}, counted in the cells that are drawn.
 */
(() => {
  const STRIP = 56; // CSS pixels of the cross-sections, at the smallest font
  const GAP = 10;
  const SMALLEST_NUMBERED = 30; // CSS pixels of a cell that shows its value

  class MatrixViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.figure = mmx.figure(root, context, {
        height: () => this.height(),
        paintBase: (paint) => this.paintBase(paint),
        paintTop: (paint) => this.paintTop(paint),
        key: (event) => this.key(event),
        keys: mmx.word("matrixKeys"),
      });
      this.figure.tools.append(this.figure.pngButton());
      this.listen();
    }

    listen() {
      const { stage } = this.figure;
      stage.addEventListener("pointermove", (event) => this.hover(event));
      stage.addEventListener("click", (event) => this.hover(event) && this.choose());
    }

    /** @param {any} value the payload of `matrix(...)`, or null */
    update(value) {
      this.figure.setEmpty(!value);
      this.data = value ? matrixData(value) : null;
      if (!value) return this.figure.summarise(mmx.word("empty"));
      const { rows, columns } = this.data;
      if (!(this.state.row < rows && this.state.column < columns)) this.state.row = null;
      this.figure.meta.textContent = this.data.shape_text;
      this.figure.summarise(summaryOf(this.data));
      this.figure.redraw();
      this.readOut();
    }

    /** Cells as square as the width allows, between a readable least and a screenful. */
    height() {
      const { data } = this;
      if (!data) return 80;
      const scale = this.figure.scale();
      const width = Math.max(100, this.figure.stage.clientWidth - 150);
      const ideal = (width / data.columns) * data.rows;
      const body = data.height ?? this.context.height ?? mmx.clamp(ideal, Math.min(210, data.rows * 44) * scale, 380 * scale);
      return Math.round(body + (STRIP + GAP + 70) * scale);
    }

    layout(paint) {
      const { data } = this;
      const names = data.y.names.map((name) => mmx.measure(paint, name));
      const left = Math.min(Math.ceil(Math.max(...names, 16)) + 13, paint.width * 0.3);
      const top = Math.round(paint.size * 2);
      const strip = STRIP * this.figure.scale();
      const w = Math.max(20, paint.width - left - strip - GAP - 2);
      const h = Math.max(20, paint.height - top - strip - GAP - mmx.xAxisHeight(paint));
      this.box = { x: left, y: top, w, h };
      this.below = { x: left, y: top + h + mmx.xAxisHeight(paint) + 4, w, h: strip };
      this.beside = { x: left + w + GAP, y: top, w: strip, h };
    }

    paintBase(paint) {
      if (!this.data) return;
      this.layout(paint);
      const { data, box } = this;
      const table = mmx.colourTable(data.map);
      const right = mmx.colourBar(paint, table, mmx.compactShort(data.low), `${mmx.compactShort(data.high)}${data.unit ? ` ${data.unit}` : ""}`, box.x + box.w, paint.size * 0.75);
      mmx.label(paint, named(data.y), 0, paint.size * 0.75, { most: right - 12 });
      paintCells(paint, box, data, table);
      if (data.numbers) paintNumbers(paint, box, data, table);
      paintNames(paint, box, data);
      mmx.frame(paint, box);
      mmx.frame(paint, this.below);
      mmx.frame(paint, this.beside);
    }

    /** The cell under the cursor; before there is one, the largest, so that the cross-sections are never empty. */
    cell() {
      const { data, state } = this;
      if (state.row != null) return [state.row, state.column];
      return [Math.floor(data.most / data.columns), data.most % data.columns];
    }

    paintTop(paint) {
      const { data, box } = this;
      if (!data || !box) return;
      const [row, column] = this.cell();
      const cell = { ...cellBox(box, data, row, column), row, column };
      const { ctx } = paint;
      for (const [width, colour] of [[4, "halo"], [2, "cursor"]]) {
        ctx.lineWidth = width;
        ctx.strokeStyle = paint.colour(colour);
        ctx.strokeRect(cell.x, cell.y, Math.max(cell.w, 2), Math.max(cell.h, 2));
      }
      this.paintRow(paint, cell);
      this.paintColumn(paint, cell);
    }

    /** The row of the cell, under the matrix. */
    paintRow(paint, cell) {
      const { data, below } = this;
      const values = data.values.subarray(cell.row * data.columns, (cell.row + 1) * data.columns);
      const step = below.w / data.columns;
      const toY = (value) => below.y + below.h - 3 - ((value - data.low) / (data.high - data.low)) * (below.h - 6);
      mmx.clipped(paint, below, (ctx) => {
        stroke(ctx, paint, Array.from(values, (_, index) => index), values, (index) => below.x + (index + 0.5) * step, toY);
      });
      mmx.hairline(paint, cell.x + cell.w / 2, below.y, cell.x + cell.w / 2, below.y + below.h, "cross");
    }

    /** The column of the cell, right of the matrix. */
    paintColumn(paint, cell) {
      const { data, beside } = this;
      const values = Array.from({ length: data.rows }, (_, row) => data.values[row * data.columns + cell.column]);
      const toX = (value) => beside.x + 3 + ((value - data.low) / (data.high - data.low)) * (beside.w - 6);
      const centres = values.map((_, row) => cellBox(this.box, data, row, 0)).map(({ y, h }) => y + h / 2);
      mmx.clipped(paint, beside, (ctx) => stroke(ctx, paint, values, centres, toX, (y) => y));
      mmx.hairline(paint, beside.x, cell.y + cell.h / 2, beside.x + beside.w, cell.y + cell.h / 2, "cross");
    }

    hover(event) {
      const { data, box } = this;
      if (!data || !box) return false;
      const bounds = this.figure.stage.getBoundingClientRect();
      const [x, y] = [(event.clientX - bounds.left - box.x) / box.w, (event.clientY - bounds.top - box.y) / box.h];
      if (x < 0 || x >= 1 || y < 0 || y >= 1) return false;
      const line = Math.floor(y * data.rows);
      this.pointAt(data.origin === "lower" ? data.rows - 1 - line : line, Math.floor(x * data.columns));
      return true;
    }

    pointAt(row, column) {
      Object.assign(this.state, { row, column });
      this.figure.redrawTop();
      this.readOut();
    }

    readOut() {
      const { data, state } = this;
      if (state.row == null) return this.figure.say(mmx.word("matrixHint"));
      const value = data.values[state.row * data.columns + state.column];
      return this.figure.say(`${nameAt(data.y, state.row, "row")} · ${nameAt(data.x, state.column, "column")} · ${mmx.withUnit(value, data.unit)}`);
    }

    choose() {
      const { data, state } = this;
      if (!data || state.row == null) return;
      const [tall, wide] = data.pooled;
      const [row, column] = [state.row * tall, state.column * wide];
      const value = data.values[state.row * data.columns + state.column];
      this.context.trigger("select", { index: [row, column], value, row, column });
    }

    key(event) {
      if (!this.data) return false;
      const up = this.data.origin === "lower" ? 1 : -1;
      const far = event.shiftKey ? 10 : 1;
      const moves = {
        ArrowLeft: [0, -far], ArrowRight: [0, far], ArrowUp: [up * far, 0], ArrowDown: [-up * far, 0], Home: [0, -Infinity], End: [0, Infinity],
      };
      if (event.key === "Enter") this.choose();
      else if (moves[event.key]) this.step(...moves[event.key]);
      else return false;
      return true;
    }

    step(rows, columns) {
      const { data, state } = this;
      if (state.row == null) return this.pointAt(...this.cell());
      return this.pointAt(mmx.clamp(state.row + rows, 0, data.rows - 1), mmx.clamp(state.column + columns, 0, data.columns - 1));
    }

    destroy() { this.figure.destroy(); }
  }

  const named = ({ label, unit }) => (unit ? `${mmx.text(label)} (${unit})` : mmx.text(label));

  /** The name of a row or column: its word, or the axis's name and its number. */
  function nameAt(axis, index, kind) {
    const tick = axis.ticks[index];
    if (typeof tick !== "number") return mmx.text(tick);
    return `${mmx.text(axis.label) || mmx.word(kind)} ${mmx.withUnit(tick, axis.unit)}`;
  }

  function matrixData(value) {
    const [rows, columns] = value.values.shape;
    const names = ({ ticks }) => {
      const numbers = ticks.filter((tick) => typeof tick === "number");
      const whole = numbers.every(Number.isInteger) || Math.max(...numbers.map(Math.abs), 0) >= 100;
      return ticks.map((tick) => (typeof tick === "number" ? (whole ? mmx.number(tick) : mmx.compact(tick)) : mmx.text(tick)));
    };
    const values = mmx.unpack(value.values);
    return {
      ...value, rows, columns, values, most: values.indexOf(values.reduce((a, b) => Math.max(a, b))),
      x: { ...value.x, names: names(value.x) }, y: { ...value.y, names: names(value.y) },
    };
  }

  /** Where a cell is drawn. @returns {Box} */
  function cellBox(box, { rows, columns, origin }, row, column) {
    const line = origin === "lower" ? rows - 1 - row : row;
    return { x: box.x + (column / columns) * box.w, y: box.y + (line / rows) * box.h, w: box.w / columns, h: box.h / rows };
  }

  const levelOf = ({ low, high }, value) => mmx.clamp(Math.round(((value - low) / (high - low)) * 255), 0, 255);

  function paintCells(paint, box, data, table) {
    const levels = Uint8Array.from(data.values, (value) => levelOf(data, value));
    const spans = (count, flip) => Array.from({ length: count }, (_, index) => (flip ? [count - 1 - index, count - 1 - index] : [index, index]));
    const picture = mmx.raster(levels, data.columns, spans(data.rows, data.origin === "lower"), spans(data.columns, false), table);
    paint.ctx.imageSmoothingEnabled = false;
    paint.ctx.drawImage(picture, box.x, box.y, box.w, box.h);
  }

  /** Values in the cells, dark on light and light on dark, where every one of them fits. */
  function paintNumbers(paint, box, data, table) {
    const words = Array.from(data.values, (value) => mmx.compactShort(value));
    if (data.values.length > 600 || box.h / data.rows < paint.size * 1.5) return;
    const widest = Math.max(...words.map((word) => mmx.measure(paint, word)));
    if (box.w / data.columns < Math.max(SMALLEST_NUMBERED, widest + 8)) return;
    words.forEach((word, index) => {
      const cell = cellBox(box, data, Math.floor(index / data.columns), index % data.columns);
      const level = levelOf(data, data.values[index]) * 3;
      const bright = 0.299 * table[level] + 0.587 * table[level + 1] + 0.114 * table[level + 2];
      mmx.label(paint, word, cell.x + cell.w / 2, cell.y + cell.h / 2, { align: "center", colour: bright > 140 ? "on-light" : "on-dark" });
    });
  }

  /** As many row and column names as fit. */
  function paintNames(paint, box, data) {
    for (const { at, text } of marksOf(data.y, box.h, paint.size * 1.6)) {
      const y = box.y + (data.origin === "lower" ? 1 - at : at) * box.h;
      mmx.label(paint, text, box.x - 7, y, { align: "right", most: box.x - 8 });
    }
    const widest = Math.max(...data.x.names.map((name) => mmx.measure(paint, name)));
    for (const { at, text } of marksOf(data.x, box.w, widest + 12)) {
      mmx.label(paint, text, box.x + at * box.w, box.y + box.h + 7, { align: "center", baseline: "top" });
    }
    mmx.label(paint, named(data.x), box.x + box.w / 2, box.y + box.h + 10 + paint.size * 1.15, { align: "center", baseline: "top", most: box.w });
  }

  /** Every name where all fit; else round numbers of an even axis, or every so many names. `at` is 0 to 1 from cell 0 on. */
  function marksOf({ ticks, names }, pixels, gap) {
    const count = names.length;
    const stride = Math.max(1, Math.ceil((count * gap) / pixels));
    const step = (ticks[count - 1] - ticks[0]) / (count - 1);
    const even = ticks.every((tick, index) => Math.abs(tick - ticks[0] - index * step) <= 0.51 * Math.abs(step));
    if (stride === 1 || !even || !(step > 0)) {
      return names.map((text, index) => ({ at: (index + 0.5) / count, text })).filter((_, index) => index % stride === 0);
    }
    const values = mmx.linearTicks(ticks[0], ticks[count - 1], Math.floor(pixels / gap));
    const shown = mmx.tickLabel(values);
    return values.map((value) => ({ at: ((value - ticks[0]) / step + 0.5) / count, text: shown(value) }));
  }

  function stroke(ctx, paint, xs, ys, toX, toY) {
    mmx.trace(ctx, xs, ys, toX, toY);
    ctx.strokeStyle = paint.colour("c0");
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }

  function summaryOf(data) {
    const { most } = data;
    const least = data.values.indexOf(data.values.reduce((a, b) => Math.min(a, b)));
    const place = (index) => `${nameAt(data.y, Math.floor(index / data.columns), "row")}, ${nameAt(data.x, index % data.columns, "column")}`;
    return `${data.shape_text}. ${mmx.word("least")} ${mmx.withUnit(data.values[least], data.unit)} (${place(least)}), `
      + `${mmx.word("most")} ${mmx.withUnit(data.values[most], data.unit)} (${place(most)}).`;
  }

  mmx.kinds.matrix = (root, context) => new MatrixViewer(root, context);
})();
