/**
 * The film viewer: one large frame, all frames as a strip, and rows with a value for each frame.
 *
 * Its state is {frame, row, map, opacity, x, y}: the frame and the row that are chosen, the map that is on, the pixel under
 * the cursor.
 */
(() => {
  const LARGE = 300; // CSS pixels of the large frame's side, at the smallest font
  const ROW = 22;
  const BARS = 44;
  const HINT = {
    en: "Space plays and stops, the arrows go from frame to frame; point at the frame to read its numbers.",
    ko: "스페이스로 재생하거나 멈추고 화살표로 프레임을 넘깁니다. 프레임을 가리키면 값을 읽을 수 있습니다.",
  };
  const KEYS = {
    en: "Space plays and stops, left and right go from frame to frame, up and down choose a row, Enter selects.",
    ko: "스페이스로 재생하거나 멈추고, 왼쪽과 오른쪽 화살표로 프레임을, 위와 아래 화살표로 행을 옮기고, Enter로 고릅니다.",
  };
  const BACK = { en: "Previous frame", ko: "이전 프레임" };
  const FORTH = { en: "Next frame", ko: "다음 프레임" };
  const P = mmx.pictures;

  class FilmViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.serial = 0;
      this.playing = 0;
      this.figure = mmx.figure(root, context, {
        height: () => (this.data ? this.arrange().height : 80),
        paintBase: (paint) => this.paintBase(paint),
        paintTop: (paint) => this.paintTop(paint),
        key: (event) => this.key(event),
        keys: mmx.text(KEYS),
      });
      const { stage } = this.figure;
      stage.addEventListener("pointermove", (event) => this.hover(event));
      stage.addEventListener("click", (event) => this.click(event));
      this.playButton = mmx.button("play", () => this.toggle(), { words: mmx.word("play"), className: "mmx-primary" });
    }

    /** @param {any} value the payload of `film(...)`, or null */
    update(value) {
      const serial = ++this.serial;
      this.stop();
      this.figure.setEmpty(!value);
      if (!value) {
        this.data = null;
        return this.figure.summarise(mmx.word("empty"));
      }
      const rows = value.rows.map((row) => ({ ...row, values: mmx.unpack(row.values) }));
      const maps = value.maps.map((ofFrame) => ofFrame.map(P.overlay));
      return P.decode(value.sheet).then((sheet) => serial === this.serial && this.accept({ ...value, rows, maps, sheet }))
        .catch((error) => { console.error("viewer:", error); this.figure.setEmpty(true); });
    }

    accept(data) {
      const { state } = this;
      const first = !this.data && state.frame === undefined;
      if (first) Object.assign(state, { frame: data.first, row: data.chosen, map: data.shown, opacity: data.opacity, x: null });
      state.frame = mmx.clamp(state.frame, 0, data.count - 1);
      if (!(state.row < data.rows.length)) state.row = data.chosen;
      if (!(state.map < (data.maps[0]?.length ?? 0))) state.map = data.shown;
      this.data = data;
      this.tools = P.mapTools(data.maps[0] ?? [], state, () => this.changed());
      const step = (by, sign, words) => mmx.button(sign, () => this.go(this.state.frame + by), { words: sign, title: mmx.text(words) });
      this.figure.tools.replaceChildren(this.playButton, step(-1, "‹", BACK), step(1, "›", FORTH), ...this.tools.nodes, this.figure.pngButton());
      this.figure.meta.textContent = [data.shape_text, mmx.text(data.note)].filter(Boolean).join(" · ");
      this.figure.summarise(summaryOf(data));
      this.changed();
    }

    changed() {
      this.figure.redraw();
      this.readOut();
    }

    /** Where the large frame, the strip and the rows stand. */
    arrange() {
      const { data } = this;
      const [width, scale] = [Math.max(120, this.figure.stage.clientWidth), this.figure.scale()];
      const large = Math.min(width, LARGE * scale);
      const gutter = data.rows.length ? Math.min(width * 0.24, 130 * scale) : 0;
      const step = (width - gutter) / data.count;
      const thumb = Math.min(step - 2, 84 * scale);
      const frame = { x: 0, y: 0, w: large, h: (large / data.width) * data.height };
      const strip = { x: gutter, y: frame.h + 10, w: width - gutter, h: (thumb / data.width) * data.height, step, thumb };
      let top = strip.y + strip.h + 12.5 * scale * 1.6;
      const rows = data.rows.map((row) => {
        const h = (row.style === "bars" ? BARS : ROW) * scale;
        const box = { x: gutter, y: top, w: strip.w, h };
        top += h + 4;
        return box;
      });
      return { frame, strip, rows, gutter, height: Math.ceil(top) };
    }

    paintBase(paint) {
      const { data, state } = this;
      if (!data) return;
      const layout = this.arrange();
      this.paintFrame(paint, layout.frame, state.frame);
      mmx.frame(paint, layout.frame);
      this.paintWords(paint, layout.frame);
      for (let number = 0; number < data.count; number++) this.paintThumb(paint, layout.strip, number);
      data.rows.forEach((row, index) => this.paintRow(paint, row, layout.rows[index], layout, index === state.row));
    }

    paintFrame(paint, box, number) {
      const { data, state } = this;
      paint.ctx.imageSmoothingEnabled = box.w < 2 * data.width;
      paint.ctx.drawImage(data.sheet.canvas, 0, number * data.height, data.width, data.height, box.x, box.y, box.w, box.h);
      const map = data.maps[number]?.[state.map ?? -1];
      if (map) P.paintOverlay(paint, box, map, state.opacity);
    }

    /** Frame number and caption: beside the large frame where there is room. */
    paintWords(paint, frame) {
      const left = frame.x + frame.w + 14;
      if (left > paint.width - 120) return;
      mmx.label(paint, this.frameWords(), left, frame.y + paint.size, { colour: "ink", weight: 600, most: paint.width - left });
      const said = this.data.captions[this.state.frame];
      if (said) lines(paint, mmx.text(said), paint.width - left).forEach((words, line) => mmx.label(paint, words, left, frame.y + paint.size * (2.8 + 1.5 * line)));
    }

    paintThumb(paint, strip, number) {
      const box = { x: strip.x + number * strip.step + (strip.step - strip.thumb) / 2, y: strip.y, w: strip.thumb, h: strip.h };
      this.paintFrame(paint, box, number);
      mmx.frame(paint, box);
      if (strip.step > paint.size * 1.6) mmx.label(paint, String(number), box.x + box.w / 2, box.y + box.h + paint.size * 0.8, { align: "center" });
    }

    paintRow(paint, row, box, { gutter, strip }, isChosen) {
      mmx.label(paint, mmx.text(row.label), 0, box.y + box.h / 2, { colour: isChosen ? "ink" : "muted", weight: isChosen ? 650 : 400, most: gutter - 8 });
      const table = mmx.colourTable(row.colours);
      row.values.forEach((value, number) => {
        const share = mmx.clamp((value - row.low) / (row.high - row.low), 0, 1);
        const [x, w] = [box.x + number * strip.step + 1, strip.step - 2];
        paint.ctx.fillStyle = row.style === "bars" ? paint.colour(`c${row.colour}`) : mmx.cssColour(table, Math.round(share * 255));
        const h = row.style === "bars" ? Math.max(1, share * box.h) : box.h;
        paint.ctx.fillRect(x, box.y + box.h - h, w, h);
      });
      if (isChosen) outline(paint, box);
      else mmx.hairline(paint, box.x, box.y + box.h, box.x + box.w, box.y + box.h, "grid");
    }

    /** The current frame's mark on strip and rows, and the pixel under the cursor. */
    paintTop(paint) {
      const { data, state } = this;
      if (!data) return;
      const { frame, strip, rows } = this.arrange();
      const bottom = rows.length ? rows.at(-1).y + rows.at(-1).h : strip.y + strip.h;
      const now = { x: strip.x + state.frame * strip.step, y: strip.y - 1, w: strip.step, h: bottom - strip.y + 2 };
      outline(paint, now, "cursor");
      if (state.x != null) P.outlineCell(paint, frame, data.height, data.width, [state.y, state.x], "cursor");
    }

    frameWords() { return `${mmx.word("frame")} t = ${this.state.frame} (0 … ${this.data.count - 1})`; }

    readOut() {
      const { data, state } = this;
      if (!data) return;
      const row = data.rows[state.row ?? -1];
      const parts = [this.frameWords(), state.x == null ? null : this.pixelWords(), row ? `${mmx.text(row.label)} ${mmx.withUnit(Number(row.values[state.frame].toPrecision(3)), row.unit)}` : null];
      const said = data.captions[state.frame];
      this.figure.say([...parts, said ? mmx.text(said) : state.x == null && !row ? mmx.text(HINT) : null].filter(Boolean).join(" · "));
    }

    pixelWords() {
      const { data, state } = this;
      const [red, green, blue] = P.pixelAt(data.sheet, state.x, state.frame * data.height + state.y);
      const map = data.maps[state.frame]?.[state.map ?? -1];
      const said = map ? ` · ${mmx.text(map.label)}: ${P.wordsAt(map, (state.x + 0.5) / data.width, (state.y + 0.5) / data.height)}` : "";
      return `x ${state.x}, y ${state.y} · R ${red} G ${green} B ${blue}${said}`;
    }

    spot(event) {
      const bounds = this.figure.stage.getBoundingClientRect();
      return [event.clientX - bounds.left, event.clientY - bounds.top];
    }

    hover(event) {
      if (!this.data) return;
      const { frame } = this.arrange();
      const [x, y] = this.spot(event);
      const inside = x >= 0 && x < frame.w && y >= 0 && y < frame.h;
      Object.assign(this.state, inside ? { x: Math.floor((x / frame.w) * this.data.width), y: Math.floor((y / frame.h) * this.data.height) } : { x: null, y: null });
      this.figure.redrawTop();
      this.readOut();
    }

    click(event) {
      if (!this.data) return;
      const { strip, rows } = this.arrange();
      const [x, y] = this.spot(event);
      const number = rows.findIndex((box) => y >= box.y && y <= box.y + box.h + 4);
      if (number >= 0) this.state.row = number;
      if (y >= strip.y && x >= strip.x) this.go(Math.floor((x - strip.x) / strip.step));
      else if (number >= 0) this.changed();
      this.choose();
    }

    go(number) {
      if (!this.data) return;
      this.state.frame = mmx.clamp(number, 0, this.data.count - 1);
      this.changed();
    }

    toggle() {
      if (this.playing) return this.stop();
      if (!this.data) return undefined;
      if (this.state.frame >= this.data.count - 1) this.go(0);
      mmx.showPlaying(this.playButton, true);
      this.playing = setInterval(() => this.advance(), this.data.frame_seconds * 1000);
      return undefined;
    }

    advance() {
      if (this.state.frame >= this.data.count - 1) return this.stop();
      return this.go(this.state.frame + 1);
    }

    stop() {
      clearInterval(this.playing);
      if (this.playing) mmx.showPlaying(this.playButton, false);
      this.playing = 0;
    }

    choose() {
      const { state } = this;
      const row = this.data?.rows[state.row ?? -1];
      if (this.data) this.context.trigger("select", { index: state.frame, value: row ? row.values[state.frame] : null, frame: state.frame, row: state.row ?? null });
    }

    key(event) {
      if (!this.data) return false;
      const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
      if (event.key === " ") this.toggle();
      else if (event.key === "Enter") this.choose();
      else if (steps[event.key]) this.go(this.state.frame + steps[event.key]);
      else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && this.data.rows.length) this.turn(event.key === "ArrowDown" ? 1 : -1);
      else return false;
      return true;
    }

    turn(by) {
      this.state.row = mmx.clamp((this.state.row ?? (by > 0 ? -1 : 1)) + by, 0, this.data.rows.length - 1);
      this.changed();
    }

    destroy() {
      this.serial++;
      this.stop();
      this.figure.destroy();
    }
  }

  function outline(paint, box, colour = "accent") {
    for (const [thick, name] of [[4, "halo"], [2, colour]]) {
      paint.ctx.lineWidth = thick;
      paint.ctx.strokeStyle = paint.colour(name);
      paint.ctx.strokeRect(box.x, box.y, box.w, box.h);
    }
  }

  /** Words broken into lines that fit. */
  function lines(paint, words, width) {
    const found = [""];
    for (const word of words.split(" ")) {
      const longer = `${found.at(-1)} ${word}`.trim();
      if (mmx.measure(paint, longer) <= width) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found.slice(0, 6);
  }

  /** For screen readers. */
  function summaryOf(data) {
    const rows = data.rows.map(({ label, values, unit }) => `${mmx.text(label)}: ${Array.from(values, (value) => mmx.withUnit(Number(value.toPrecision(3)), unit)).join(", ")}`);
    return [`${data.count} ${mmx.word("frames")}`, ...data.captions.map((words, number) => `${number}: ${mmx.text(words)}`), ...rows].join(". ") + ".";
  }

  mmx.kinds.film = (root, context) => new FilmViewer(root, context);
})();
