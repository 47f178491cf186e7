/**
 * The plot viewer: lines, stems, areas, steps and points on labelled axes, with a legend that toggles them, and films.
 *
 * Its state is {x, hidden, frame, first}: the place of the read-out, the hidden lines' indices, the film's frame and beginning.
 */
(() => {
  class PlotViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.state.hidden ??= {};
      this.figure = mmx.figure(root, context, {
        height: () => this.context.height ?? Math.round(260 * this.figure.scale()),
        paintBase: (paint) => this.paintBase(paint),
        paintTop: (paint) => this.paintTop(paint),
        key: (event) => this.key(event),
        keys: mmx.word("plotKeys"),
      });
      this.legend = mmx.el("div", { class: "mmx-view-legend" });
      this.film = filmOf(this);
      this.figure.tools.append(this.figure.pngButton());
      this.figure.below.append(this.legend, this.film.element);
      this.listen();
    }

    listen() {
      const { stage } = this.figure;
      const x = (event) => event.clientX - stage.getBoundingClientRect().left;
      stage.addEventListener("pointermove", (event) => this.data && this.pointAt(this.axisX.value(mmx.clamp((x(event) - this.box.x) / this.box.w, 0, 1))));
      stage.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.data && this.pointAt(null));
      stage.addEventListener("click", () => this.choose());
    }

    /** @param {any} value the payload of `plot(...)`, or null */
    update(value) {
      this.film.stop();
      this.figure.setEmpty(!value);
      this.data = value ? plotData(value) : null;
      this.legend.replaceChildren();
      this.film.element.hidden = !this.data?.frames.length;
      if (!this.data) return this.figure.summarise(mmx.word("empty"));
      // A new beginning is where a person asked to look; otherwise they stay where they are.
      const wanted = value.first_frame === this.state.first ? this.state.frame : value.first_frame;
      this.state.first = value.first_frame;
      this.state.frame = mmx.clamp(wanted, 0, Math.max(0, this.data.frames.length - 1));
      joinFilm(this);
      this.film.reset(this.data);
      this.buildLegend();
      this.showFrame(this.state.frame);
      this.figure.summarise(this.data.lines.map(summaryOf).join(" "));
    }

    buildLegend() {
      const { lines } = this.data;
      lines.forEach((line, index) => { this.state.hidden[index] ??= line.hidden; });
      this.legend.hidden = lines.length < 2;
      this.legend.append(...lines.map((line, index) => this.legendButton(line, index)));
    }

    legendButton(line, index) {
      const swatch = mmx.el("i", { class: `mmx-swatch mmx-swatch-${line.style} ${line.dashed ? "mmx-dashed" : ""}`, style: `--c: var(--mmx-c${line.colour})` });
      const toggle = mmx.el("button", { type: "button", class: "mmx-key", "aria-pressed": String(!this.state.hidden[index]), title: line.label }, swatch, mmx.el("span", {}, line.label));
      toggle.addEventListener("click", () => {
        this.state.hidden[index] = !this.state.hidden[index];
        toggle.setAttribute("aria-pressed", String(!this.state.hidden[index]));
        this.figure.redraw();
      });
      return toggle;
    }

    /** Puts one state of the film into the lines, and takes the other figures of the same film along. */
    showFrame(index, alone = false) {
      this.state.frame = index;
      const frame = this.data.frames[index];
      this.lines = this.data.lines.map((line, place) => (frame?.curves[place] ? { ...line, ...frame.curves[place] } : line));
      this.markers = frame?.markers ?? this.data.markers;
      this.bands = frame?.bands ?? this.data.bands;
      this.film.show(index, frame);
      this.figure.redraw();
      this.readOut();
      if (!alone) companions(this).forEach((other) => other.showFrame(index, true));
    }

    shown() { return this.lines.filter((_, index) => !this.state.hidden[index]); }

    layout(paint) {
      const { x, y, xRange, yRange } = this.data;
      this.axisX = mmx.scale(x.scale, ...xRange);
      this.axisY = mmx.scale("linear", ...yRange);
      const top = Math.round(paint.size * 1.9);
      const height = Math.max(40, paint.height - top - mmx.xAxisHeight(paint));
      this.marks = mmx.yMarks(paint, this.axisY, height);
      const left = Math.ceil(Math.max(...this.marks.map(({ text }) => mmx.measure(paint, text)), 20)) + 13;
      this.box = { x: left, y: top, w: Math.max(20, paint.width - left - 8), h: height };
      mmx.label(paint, named(y), 0, paint.size * 0.75, { most: paint.width });
      this.afterName = mmx.measure(paint, named(y)) + paint.size;
    }

    paintBase(paint) {
      if (!this.data) return;
      this.layout(paint);
      const { box } = this;
      mmx.clipped(paint, box, (ctx) => this.bands.forEach((band) => paintBand(ctx, paint, box, this.axisX, band)));
      mmx.yAxis(paint, box, this.marks, true);
      mmx.xAxis(paint, box, this.axisX, named(this.data.x), true);
      mmx.clipped(paint, { ...box, y: box.y - 2, h: box.h + 4 }, (ctx) => this.shown().forEach((line) => paintLine(ctx, paint, this, line)));
      mmx.frame(paint, box);
      this.markers.forEach((marker) => this.paintMarker(paint, marker));
      this.bands.forEach((band) => this.paintName(paint, band, (band.low + band.high) / 2, "center"));
    }

    paintMarker(paint, marker) {
      const x = this.toX(marker.x);
      if (x < this.box.x - 1 || x > this.box.x + this.box.w + 1) return;
      mmx.hairline(paint, x, this.box.y, x, this.box.y + this.box.h, `c${marker.colour}`, [4, 3]);
      this.paintName(paint, marker, marker.x, "center");
    }

    paintName(paint, { label, colour }, x, align) {
      const words = mmx.text(label);
      const half = mmx.measure(paint, words) / 2;
      const last = this.box.x + this.box.w - half; // and the first is beside the axis's name
      const place = mmx.clamp(this.toX(x), Math.min(last, Math.max(this.box.x, this.afterName) + half), last);
      mmx.label(paint, words, place, this.box.y - paint.size * 0.55, { align, colour: `c${colour}` });
    }

    toX(value) { return this.box.x + this.axisX.unit(value) * this.box.w; }

    toY(value) { return this.box.y + (1 - this.axisY.unit(value)) * this.box.h; }

    paintTop(paint) {
      const { x } = this.state;
      if (!this.data || !this.box || x == null || this.axisX.unit(x) < 0 || this.axisX.unit(x) > 1) return;
      mmx.hairline(paint, this.toX(x), this.box.y, this.toX(x), this.box.y + this.box.h, "cross");
      for (const line of this.shown()) {
        const index = mmx.nearest(line.xs, x);
        if (Number.isFinite(line.ys[index])) dot(paint, this.toX(line.xs[index]), this.toY(line.ys[index]), `c${line.colour}`);
      }
    }

    pointAt(x) {
      this.state.x = x;
      this.figure.redrawTop();
      this.readOut();
    }

    readOut() {
      const { x } = this.state;
      if (x == null) return this.figure.say(mmx.word("plotHint"));
      const values = this.shown().map((line) => `${line.label} ${mmx.withUnit(line.ys[mmx.nearest(line.xs, x)], this.data.y.unit)}`);
      this.figure.say([mmx.withUnit(this.snapped(x), this.data.x.unit), ...values].join(" · "));
    }

    /** The x of the closest point of the first curve that is shown. */
    snapped(x) {
      const [line] = this.shown();
      return line ? line.xs[mmx.nearest(line.xs, x)] : x;
    }

    choose() {
      if (this.data && this.state.x != null) {
        const x = this.snapped(this.state.x);
        this.context.trigger("select", { index: [this.state.frame], value: x, x, frame: this.state.frame });
      }
    }

    key(event) {
      if (!this.data) return false;
      const actions = {
        ArrowLeft: () => this.step(event.shiftKey ? -10 : -1), ArrowRight: () => this.step(event.shiftKey ? 10 : 1),
        Home: () => this.step(-Infinity), End: () => this.step(Infinity), Enter: () => this.choose(),
        Escape: () => this.pointAt(null), " ": () => this.film.toggle(),
      };
      if (event.key === " " && !this.data.frames.length) return false;
      actions[event.key]?.();
      return event.key in actions;
    }

    /** Moves the read-out to a neighbouring point of the first curve; on dense curves by a 300th of the axis. */
    step(count) {
      const xs = (this.shown()[0] ?? this.lines[0]).xs;
      const stride = Math.max(1, Math.round(xs.length / 300));
      const from = this.state.x == null ? Math.floor(xs.length / 2) : mmx.nearest(xs, this.state.x);
      this.pointAt(xs[mmx.clamp(from + count * stride, 0, xs.length - 1)]);
    }

    destroy() {
      this.film.stop();
      this.figure.destroy();
    }
  }

  const named = ({ label, unit }) => (unit ? `${mmx.text(label)} (${unit})` : mmx.text(label));

  const curveOf = ({ x, y }) => ({ xs: mmx.unpack(x), ys: mmx.unpack(y) });

  function plotData(value) {
    const lines = value.lines.map((line) => ({ ...line, ...curveOf(line), label: mmx.text(line.label) }));
    const frames = value.frames.map((frame) => ({
      ...frame, curves: Object.fromEntries(Object.entries(frame.curves).map(([index, curve]) => [index, curveOf(curve)])),
    }));
    const curves = [...lines, ...frames.flatMap((frame) => Object.values(frame.curves))];
    const xRange = value.x.range ?? extent(curves.map(({ xs }) => xs), value.x.scale === "log" ? 1e-9 : -Infinity);
    return { ...value, lines, frames, xRange, yRange: value.y.range ?? roomy(lines, extent(curves.map(({ ys }) => ys))) };
  }

  /** @param {Float32Array[]} arrays @returns {[number, number]} the least and most of those above `floor` */
  function extent(arrays, floor = -Infinity) {
    let [least, most] = [Infinity, -Infinity];
    for (const array of arrays) {
      for (const value of array) {
        if (value < least && value > floor) least = value;
        if (value > most && Number.isFinite(value)) most = value;
      }
    }
    if (!(least <= most)) return [0, 1];
    return least < most ? [least, most] : [least - 0.5, most + 0.5];
  }

  /** A little air above and below; stems and areas stand on zero. */
  function roomy(lines, [least, most]) {
    const based = lines.some(({ style }) => style === "stem" || style === "area");
    const [low, high] = based ? [Math.min(least, 0), Math.max(most, 0)] : [least, most];
    const air = (high - low) * 0.05;
    return [low === 0 ? 0 : low - air, high === 0 ? 0 : high + air];
  }

  function paintLine(ctx, paint, viewer, line) {
    const toX = (value) => viewer.toX(value);
    const toY = (value) => viewer.toY(value);
    const ground = toY(mmx.clamp(0, viewer.axisY.low, viewer.axisY.high));
    ctx.strokeStyle = ctx.fillStyle = paint.colour(`c${line.colour}`);
    ctx.lineWidth = 1.75;
    ctx.lineJoin = "round";
    ctx.setLineDash(line.dashed ? [6, 4] : []);
    if (line.style === "stem") return paintStems(ctx, line, toX, toY, ground);
    if (line.style === "points") return line.xs.forEach((x, index) => Number.isFinite(line.ys[index]) && disc(ctx, toX(x), toY(line.ys[index]), 2.5));
    if (line.style === "area") fillUnder(ctx, line, toX, toY, ground);
    mmx.trace(ctx, line.xs, line.ys, toX, toY, line.style === "steps");
    ctx.stroke();
    return ctx.setLineDash([]);
  }

  function paintStems(ctx, { xs, ys }, toX, toY, ground) {
    const wide = Math.abs(toX(xs[xs.length - 1]) - toX(xs[0])) / xs.length;
    ctx.lineWidth = mmx.clamp(wide * 0.5, 1, 2);
    ctx.beginPath();
    xs.forEach((x, index) => {
      if (!Number.isFinite(ys[index])) return;
      ctx.moveTo(toX(x), ground);
      ctx.lineTo(toX(x), toY(ys[index]));
    });
    ctx.stroke();
    if (wide > 6) xs.forEach((x, index) => Number.isFinite(ys[index]) && disc(ctx, toX(x), toY(ys[index]), mmx.clamp(wide / 4, 1.5, 3.5)));
  }

  function fillUnder(ctx, { xs, ys }, toX, toY, ground) {
    mmx.trace(ctx, xs, ys.map((value) => (Number.isFinite(value) ? value : 0)), toX, toY);
    ctx.lineTo(toX(xs[xs.length - 1]), ground);
    ctx.lineTo(toX(xs[0]), ground);
    ctx.globalAlpha = 0.16;
    ctx.fill();
    ctx.globalAlpha = 1;
  }

  function disc(ctx, x, y, radius) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fill();
  }

  function dot(paint, x, y, colour) {
    paint.ctx.fillStyle = paint.colour("panel");
    disc(paint.ctx, x, y, 5.5);
    paint.ctx.fillStyle = paint.colour(colour);
    disc(paint.ctx, x, y, 3.5);
  }

  function paintBand(ctx, paint, box, axis, { low, high, colour }) {
    const left = box.x + axis.unit(low) * box.w;
    ctx.globalAlpha = 0.13;
    ctx.fillStyle = paint.colour(`c${colour}`);
    ctx.fillRect(left, box.y, box.x + axis.unit(high) * box.w - left, box.h);
    ctx.globalAlpha = 1;
  }

  function summaryOf({ label, xs, ys }) {
    let best = 0;
    ys.forEach((value, index) => { if (value > ys[best] || Number.isNaN(ys[best])) best = index; });
    const [least] = extent([ys]);
    return `${label}: ${mmx.word("least")} ${mmx.compact(least)}, ${mmx.word("most")} ${mmx.compact(ys[best])} ${mmx.word("at")} ${mmx.compact(xs[best])}.`;
  }

  /** Figures that show one film, by its name. */
  const films = new Map();

  function joinFilm(viewer) {
    for (const others of films.values()) others.delete(viewer);
    if (!viewer.data.film) return;
    if (!films.has(viewer.data.film)) films.set(viewer.data.film, new Set());
    films.get(viewer.data.film).add(viewer);
  }

  /** The other figures of a viewer's film that are on the page and equally long. */
  function companions(viewer) {
    const others = [...(films.get(viewer.data.film) ?? [])];
    return others.filter((other) =>
      other !== viewer && other.film.element.isConnected && other.data?.frames.length === viewer.data.frames.length);
  }

  /** The film's controls: Play, a slider, the frame's caption. */
  function filmOf(viewer) {
    let timer = 0;
    const playButton = mmx.button("play", () => film.toggle(), { className: "mmx-primary", words: mmx.word("play") });
    const slider = mmx.el("input", { type: "range", min: 0, step: 1, class: "mmx-slider", "aria-label": mmx.word("frame") });
    const words = mmx.el("p", { class: "mmx-caption" });
    const element = mmx.el("div", { class: "mmx-film" }, playButton, slider, words);
    slider.addEventListener("input", () => { film.stop(); viewer.showFrame(Number(slider.value)); });
    const advance = () => {
      const next = viewer.state.frame + 1;
      if (next >= viewer.data.frames.length) return film.stop();
      return viewer.showFrame(next);
    };
    const film = {
      element,
      reset: ({ frames }) => { slider.max = Math.max(0, frames.length - 1); },
      show: (index, frame) => {
        slider.value = index;
        words.textContent = frame ? mmx.text(frame.caption) : "";
        slider.setAttribute("aria-valuetext", words.textContent);
      },
      toggle: () => {
        if (timer) return film.stop();
        if (viewer.state.frame >= viewer.data.frames.length - 1) viewer.showFrame(0);
        timer = setInterval(advance, viewer.data.frame_seconds * 1000);
        return mmx.showPlaying(playButton, true);
      },
      stop: () => {
        clearInterval(timer);
        timer = 0;
        mmx.showPlaying(playButton, false);
      },
    };
    return film;
  }

  mmx.kinds.plot = (root, context) => new PlotViewer(root, context);
})();
