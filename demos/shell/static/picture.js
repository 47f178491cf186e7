/**
 * The picture viewer: one picture or several under one cursor, with maps that are switched here, boxes and a grid of cells.
 *
 * Its state is {pane, x, y, map, labels, opacity}: the pixel of the first pane's picture under the cursor, and the map that
 * is on, among maps of these labels.
 */
(() => {
  const GAP = 12;
  const LEAST_PANE = 168; // CSS pixels of a pane that the width divides into, at the smallest font; two fit any phone
  const MOST_PANE = 440;
  const TILE = 46;
  const LARGE_TILE = 110;
  const HINT = {
    en: "Point at the picture, or use the arrow keys, to read its numbers; a click or Enter chooses.",
    ko: "그림을 가리키거나 화살표 키를 쓰면 값을 읽을 수 있습니다. 누르거나 Enter를 치면 고릅니다.",
  };
  const KEYS = {
    en: "Arrow keys move from pixel to pixel or from cell to cell, with Shift the other way round; the square brackets change the map, Enter selects.",
    ko: "화살표 키로 픽셀이나 칸을 옮겨 다니고 Shift와 함께 누르면 그 반대로 움직입니다. 대괄호 키로 지도를 바꾸고 Enter로 고릅니다.",
  };
  const P = mmx.pictures;

  class PictureViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.serial = 0;
      this.figure = mmx.figure(root, context, {
        height: () => (this.data ? this.arrange().height : 80),
        paintBase: (paint) => this.paintBase(paint),
        paintTop: (paint) => this.paintTop(paint),
        key: (event) => this.key(event),
        keys: mmx.text(KEYS),
      });
      this.listen();
    }

    listen() {
      const { stage } = this.figure;
      stage.addEventListener("pointermove", (event) => this.hover(event));
      stage.addEventListener("click", (event) => this.click(event));
    }

    /** @param {any} value the payload of `pictures(...)`, or null */
    update(value) {
      const serial = ++this.serial;
      this.figure.setEmpty(!value);
      if (!value) {
        this.data = null;
        return this.figure.summarise(mmx.word("empty"));
      }
      const panes = value.panes.map((each) => ({ ...each, maps: each.maps.map(P.overlay) }));
      return Promise.all(panes.map((each) => each.image && P.decode(each.image)))
        .then((images) => serial === this.serial && this.accept({ ...value, panes: filled(panes, images) }))
        .catch((error) => { console.error("viewer:", error); this.figure.setEmpty(true); });
    }

    /** The decoded payload becomes what is shown; a choice of map survives where the maps are the same. */
    accept(data) {
      const labels = data.panes[0].maps.map((map) => `${map.group.en}/${map.label.en}`);
      const { state } = this;
      const kept = state.labels && state.map != null ? labels.indexOf(state.labels[state.map]) : -1;
      if (!state.labels || (state.map != null && kept < 0)) state.map = data.shown;
      else if (kept >= 0) state.map = kept;
      state.labels = labels;
      state.opacity ??= data.opacity;
      this.data = data;
      const { width, height } = data.panes[0].picture;
      if (!(this.state.x < width && this.state.y < height)) Object.assign(this.state, { pane: 0, x: null, y: null });
      this.tools = P.mapTools(data.panes[0].maps, this.state, () => this.changed());
      this.figure.tools.replaceChildren(...this.tools.nodes, this.figure.pngButton());
      this.figure.meta.textContent = data.grid ? `${height} × ${width} × 3, ${data.grid[0]} × ${data.grid[1]}` : `${height} × ${width} × 3`;
      this.figure.summarise(summaryOf(data));
      this.changed();
    }

    changed() {
      this.figure.redraw();
      this.readOut();
    }

    /** Boxes of the panes and tiles for the stage's width, and the height of all of it. */
    arrange() {
      const { panes, tiles } = this.data;
      const [width, scale] = [Math.max(120, this.figure.stage.clientWidth), this.figure.scale()];
      const line = 12.5 * scale * 1.5;
      const most = (this.data.height ?? this.context.height ?? MOST_PANE) * scale;
      const fit = mmx.clamp(Math.floor((width + GAP) / (LEAST_PANE * scale + GAP)), 1, panes.length);
      const least = width > 250 * scale ? Math.min(2, panes.length) : 1;
      const columns = Math.ceil(panes.length / Math.ceil(panes.length / Math.max(fit, least)));
      const beside = tiles && columns === 1 && width > 620 * scale;
      const room = beside ? width * 0.46 : width;
      const w = Math.min((room - GAP * (columns - 1)) / columns, most);
      const head = panes.some(({ title }) => mmx.text(title)) ? line : 0;
      const foot = panes.some(({ note }) => mmx.text(note)) ? 2 * line : 0;
      const boxes = [];
      let top = 0;
      for (let first = 0; first < panes.length; first += columns) {
        const row = panes.slice(first, first + columns).map(({ picture }) => (w / picture.width) * picture.height);
        row.forEach((h, index) => boxes.push({ x: index * (w + GAP), y: top + head, w, h }));
        top += Math.max(...row) + head + foot + GAP;
      }
      const tileBoxes = this.tileBoxes(beside ? { x: w + GAP, y: head, w: width - w - GAP, h: boxes[0].h } : { x: 0, y: top, w: width, h: 0 }, scale);
      const bottom = tileBoxes.length ? tileBoxes.at(-1).y + tileBoxes.at(-1).h : 0;
      return { boxes, tiles: tileBoxes, line, height: Math.ceil(Math.max(top - GAP, bottom)) + 2 };
    }

    /** A small box for every map of the group that is on: as large as fits the room, but no smaller than TILE. */
    tileBoxes(room, scale) {
      const { panes: [{ maps, picture }], tiles } = this.data;
      if (!tiles || !maps.length) return [];
      const group = mmx.text(maps[this.state.map ?? 0].group);
      const chosen = maps.map((map, index) => ({ map, index })).filter(({ map }) => mmx.text(map.group) === group);
      const ratio = picture.height / picture.width;
      const across = (size) => Math.max(1, Math.floor((room.w + 4) / (size + 4)));
      let size = LARGE_TILE * scale;
      while (size > TILE * scale && Math.ceil(chosen.length / across(size)) * (size * ratio + 4) > room.h + 4) size -= 2;
      return chosen.map((each, at) => ({
        ...each, x: room.x + (at % across(size)) * (size + 4), y: room.y + Math.floor(at / across(size)) * (size * ratio + 4), w: size, h: size * ratio,
      }));
    }

    paintBase(paint) {
      if (!this.data) return;
      const { panes, grid } = this.data;
      const layout = this.arrange();
      panes.forEach((each, index) => this.paintPane(paint, each, layout.boxes[index], layout.line, grid));
      for (const tile of layout.tiles) paintTile(paint, tile, tile.index === this.state.map);
    }

    paintPane(paint, pane, box, line, grid) {
      mmx.label(paint, mmx.text(pane.title), box.x, box.y - line / 2, { colour: "ink", weight: 600, most: box.w });
      P.paintPixels(paint, box, pane.picture);
      const map = pane.maps[this.state.map ?? -1];
      if (map) P.paintOverlay(paint, box, map, this.state.opacity);
      if (grid && box.w > 150) P.paintGrid(paint, box, ...grid);
      P.paintBoxes(paint, box, pane.boxes, pane.picture.width);
      if (this.data.mark) P.outlineCell(paint, box, ...grid, this.data.mark, "accent");
      mmx.frame(paint, box);
      wrapped(paint, mmx.text(pane.note), box.w).forEach((words, number) => mmx.label(paint, words, box.x, box.y + box.h + line * (number + 0.6), { most: box.w }));
    }

    paintTop(paint) {
      if (!this.data || this.state.x == null) return;
      const [u, v] = this.place();
      for (const [index, box] of this.arrange().boxes.entries()) {
        const { picture } = this.data.panes[index];
        const [rows, columns] = this.cells(index) ?? [picture.height, picture.width];
        P.outlineCell(paint, box, rows, columns, [Math.floor(v * rows), Math.floor(u * columns)], "cursor");
      }
    }

    /** The cursor's place in the unit square: the middle of its pixel. */
    place() {
      const { width, height } = this.data.panes[0].picture;
      return [(this.state.x + 0.5) / width, (this.state.y + 0.5) / height];
    }

    /** Rows and columns of the cells that the cursor names: the grid's, or those of the map that is on. */
    cells(pane) {
      const map = this.data.panes[pane].maps[this.state.map ?? -1];
      return this.data.grid ?? (map && map.rows < this.data.panes[pane].picture.height / 3 ? [map.rows, map.columns] : null);
    }

    hit(event, boxes) {
      const bounds = this.figure.stage.getBoundingClientRect();
      const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
      const index = boxes.findIndex((box) => x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h);
      return index < 0 ? null : { index, u: (x - boxes[index].x) / boxes[index].w, v: (y - boxes[index].y) / boxes[index].h };
    }

    hover(event) {
      if (!this.data) return false;
      const layout = this.arrange();
      const found = this.hit(event, layout.boxes);
      if (found) {
        const { width, height } = this.data.panes[0].picture;
        this.pointAt(Math.floor(found.u * width), Math.floor(found.v * height), found.index);
        return true;
      }
      const tile = this.hit(event, layout.tiles);
      if (tile) this.figure.say(mapWords(layout.tiles[tile.index].map));
      return false;
    }

    click(event) {
      if (this.hover(event)) return this.choose();
      const { tiles } = this.data ? this.arrange() : { tiles: [] };
      const tile = this.hit(event, tiles);
      if (tile) this.showMap(tiles[tile.index].index);
    }

    showMap(number) {
      this.state.map = number;
      this.tools.refresh();
      this.changed();
    }

    pointAt(x, y, pane = this.state.pane ?? 0) {
      Object.assign(this.state, { x, y, pane });
      this.figure.redrawTop();
      this.readOut();
    }

    readOut() {
      const { data, state } = this;
      if (state.x == null) return this.figure.say(state.map == null ? mmx.text(HINT) : mapWords(data.panes[0].maps[state.map]));
      const [u, v] = this.place();
      const { picture } = data.panes[state.pane];
      const [x, y] = [Math.floor(u * picture.width), Math.floor(v * picture.height)];
      const [red, green, blue] = P.pixelAt(picture, x, y);
      const cells = this.cells(state.pane);
      const cell = cells ? ` · ${mmx.word("row")} ${Math.floor(v * cells[0])}, ${mmx.word("column")} ${Math.floor(u * cells[1])}` : "";
      return this.figure.say(`x ${x}, y ${y} · R ${red} G ${green} B ${blue}${cell}${this.mapsAt(u, v)}`);
    }

    /** What the map that is on says there; without one, what the first map of names says. */
    mapsAt(u, v) {
      const { panes } = this.data;
      const number = this.state.map ?? panes[0].maps.findIndex((map) => map.type === "names");
      const said = panes.map(({ title, maps }) => (maps[number] ? `${panes.length > 1 ? mmx.text(title) : mmx.text(maps[number].label)}: ${P.wordsAt(maps[number], u, v)}` : null));
      return said.filter(Boolean).map((words) => ` · ${words}`).join("");
    }

    choose() {
      const { data, state } = this;
      if (!data || state.x == null) return;
      const [u, v] = this.place();
      const { picture, maps } = data.panes[state.pane];
      const [x, y] = [Math.floor(u * picture.width), Math.floor(v * picture.height)];
      const [rows, columns] = this.cells(state.pane) ?? [picture.height, picture.width];
      const [row, column] = [Math.floor(v * rows), Math.floor(u * columns)];
      const map = maps[state.map ?? -1];
      this.context.trigger("select", { index: [row, column], value: map ? P.valueAt(map, u, v) : null, pane: state.pane, x, y, row, column, map: state.map ?? null });
    }

    key(event) {
      if (!this.data) return false;
      const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      if (event.key === "Enter") this.choose();
      else if (event.key === "[" || event.key === "]") this.turn(event.key === "]" ? 1 : -1);
      else if (moves[event.key]) this.step(...moves[event.key], event.shiftKey);
      else return false;
      return true;
    }

    /** The next or previous map; before the first one there is none. */
    turn(by) {
      const { maps } = this.data.panes[0];
      if (!maps.length) return;
      const next = mmx.clamp((this.state.map ?? -1) + by, -1, maps.length - 1);
      this.showMap(next < 0 ? null : next);
    }

    step(right, down, other) {
      const { width, height } = this.data.panes[0].picture;
      const start = this.data.mark ?? (this.data.grid ?? [height, width]).map((count) => Math.floor(count / 2));
      const [rows, columns] = this.data.grid ?? [height, width];
      if (this.state.x == null) return this.pointAt(Math.floor(((start[1] + 0.5) / columns) * width), Math.floor(((start[0] + 0.5) / rows) * height));
      const far = this.data.grid ? (other ? [1, 1] : [width / columns, height / rows]) : other ? [10, 10] : [1, 1];
      const [x, y] = [this.state.x + right * far[0], this.state.y + down * far[1]];
      return this.pointAt(Math.round(mmx.clamp(x, 0, width - 1)), Math.round(mmx.clamp(y, 0, height - 1)));
    }

    destroy() {
      this.serial++;
      this.figure.destroy();
    }
  }

  /** Panes with their pixels; one without a picture of its own shows the first one's. */
  const filled = (panes, images) => panes.map((pane, index) => {
    const whole = images[index] ?? images[0];
    return { ...pane, picture: pane.channel == null ? whole : P.oneChannel(whole, pane.channel) };
  });

  function paintTile(paint, tile, isOn) {
    P.paintOverlay(paint, tile, { ...tile.map, smooth: false, names: tile.map.names }, 1);
    for (const [thick, name] of isOn ? [[4, "halo"], [2, "cursor"]] : [[1, "hair"]]) {
      paint.ctx.lineWidth = thick;
      paint.ctx.strokeStyle = paint.colour(name);
      paint.ctx.strokeRect(tile.x, tile.y, tile.w, tile.h);
    }
  }

  /** At most two lines of words. */
  function wrapped(paint, words, width) {
    if (!words || mmx.measure(paint, words) <= width) return words ? [words] : [];
    const parts = words.split(" ");
    let count = parts.length - 1;
    while (count > 1 && mmx.measure(paint, parts.slice(0, count).join(" ")) > width) count--;
    return [parts.slice(0, count).join(" "), parts.slice(count).join(" ")];
  }

  /** A map's name, its range, and how it was made. */
  function mapWords(map) {
    const range = map.type === "values" ? ` ${mmx.compactShort(map.low)} … ${mmx.withUnit(Number(map.peak.toPrecision(3)), map.unit)}` : "";
    const note = mmx.text(map.note);
    return `${mmx.text(map.label)}${range}${note ? ` · ${note}` : ""}`;
  }

  /** For screen readers: every pane's title and note, its boxes, and how many maps lie over it. */
  function summaryOf(data) {
    const { width, height } = data.panes[0].picture;
    const parts = data.panes.map(({ title, note, boxes, maps }) => {
      const names = maps.filter((map) => map.type === "names").map((map) => `${mmx.text(map.label)}: ${map.names.map(mmx.text).join(", ")}`);
      return [mmx.text(title), mmx.text(note), boxes.map(({ label }) => mmx.text(label)).join(", "), ...names].filter(Boolean).join(". ");
    });
    return [`${height} × ${width} × 3`, ...parts.filter(Boolean)].join(". ") + ".";
  }

  mmx.kinds.picture = (root, context) => new PictureViewer(root, context);
})();
