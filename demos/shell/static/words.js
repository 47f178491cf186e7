/**
 * The words viewer: named points on a plane, arrows between some of them, and the word under the cursor.
 *
 * Its state is {word}: the word that is pointed at. When a map changes, words that stay glide to their new places.
 */
(() => {
  const GLIDE_MS = 350;
  const REACH = 40; // CSS pixels around the cursor in which a word is found
  const HINT = {
    en: "Point at a word, or use the arrow keys; a click or Enter chooses it.",
    ko: "낱말을 가리키거나 화살표 키를 쓰세요. 누르거나 Enter를 치면 고릅니다.",
  };
  const KEYS = {
    en: "Left and right arrows go from word to word, Enter chooses.",
    ko: "왼쪽과 오른쪽 화살표 키로 낱말을 옮겨 다니고 Enter로 고릅니다.",
  };

  class WordsViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.glide = { from: new Map(), started: 0, due: 0 };
      this.figure = mmx.figure(root, context, {
        height: () => this.context.height ?? Math.round(380 * this.figure.scale()),
        paintBase: (paint) => this.paintBase(paint),
        paintTop: (paint) => this.paintTop(paint),
        key: (event) => this.key(event),
        keys: mmx.text(KEYS),
      });
      this.figure.tools.append(this.figure.pngButton());
      const { stage } = this.figure;
      stage.addEventListener("pointermove", (event) => this.pointAt(this.closest(event)));
      stage.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.pointAt(null));
      stage.addEventListener("click", (event) => { this.pointAt(this.closest(event)); this.choose(); });
    }

    /** @param {any} value the payload of `words_map(...)`, or null */
    update(value) {
      this.figure.setEmpty(!value);
      const before = this.data ? this.placesNow() : new Map();
      this.data = value ? mapData(value) : null;
      if (!value) return this.figure.summarise(mmx.word("empty"));
      this.figure.meta.textContent = mmx.text(value.note);
      this.figure.summarise(`${value.words.join(", ")}.`);
      this.startGlide(before);
      this.readOut();
    }

    startGlide(before) {
      cancelAnimationFrame(this.glide.due);
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches || !before.size;
      this.glide = { from: still ? new Map() : before, started: performance.now(), due: 0 };
      this.step();
    }

    step() {
      this.figure.redraw();
      if (this.share() < 1) this.glide.due = requestAnimationFrame(() => this.step());
    }

    share() { return this.glide.from.size ? mmx.clamp((performance.now() - this.glide.started) / GLIDE_MS, 0, 1) : 1; }

    /** Where each word is at this moment, [0, 1] along both axes. */
    placesNow() {
      const share = this.share();
      return new Map(this.data.words.map((word, index) => {
        const [x, y] = this.data.places[index];
        const [fromX, fromY] = this.glide.from.get(word) ?? [x, y];
        return [word, [fromX + (x - fromX) * share, fromY + (y - fromY) * share]];
      }));
    }

    layout(paint) {
      const room = paint.size;
      const side = { x: room * 1.6, y: room * 1.9, w: paint.width - room * 5, h: paint.height - room * 4 };
      const { spanX, spanY } = this.data;
      const scale = Math.min(side.w / spanX, side.h / spanY);
      this.box = { x: side.x + (side.w - spanX * scale) / 2, y: side.y + (side.h - spanY * scale) / 2, w: spanX * scale, h: spanY * scale };
      this.spots = [...this.placesNow().values()].map(([x, y]) => ({ x: this.box.x + x * this.box.w, y: this.box.y + (1 - y) * this.box.h }));
    }

    paintBase(paint) {
      if (!this.data) return;
      this.layout(paint);
      const { data, spots } = this;
      mmx.label(paint, mmx.text(data.y), 0, paint.size * 0.75, { most: paint.width });
      mmx.label(paint, mmx.text(data.x), paint.width, paint.height - paint.size * 0.75, { align: "right", most: paint.width });
      data.arrows.forEach(([from, to]) => arrow(paint, spots[from], spots[to]));
      spots.forEach((spot, index) => disc(paint, spot, `c${data.colours[index]}`, data.bold.has(index) ? 4.5 : 3));
      this.paintNames(paint);
    }

    /** The names that fit, the bold ones first. */
    paintNames(paint) {
      const taken = [];
      for (const index of this.data.order) {
        const name = nameBox(paint, this.data.words[index], this.spots[index]);
        const isBold = this.data.bold.has(index);
        if (!isBold && taken.some((other) => overlap(name, other))) continue;
        taken.push(name);
        mmx.label(paint, this.data.words[index], name.x, name.y + name.h / 2, { colour: isBold ? "ink" : `c${this.data.colours[index]}`, weight: isBold ? 650 : 400 });
      }
    }

    paintTop(paint) {
      const index = this.data ? this.data.words.indexOf(this.state.word) : -1;
      if (index < 0 || !this.spots) return;
      const name = nameBox(paint, this.state.word, this.spots[index]);
      paint.ctx.fillStyle = paint.colour("panel");
      paint.ctx.fillRect(name.x - 3, name.y, name.w + 6, name.h);
      mmx.label(paint, this.state.word, name.x, name.y + name.h / 2, { colour: "cursor", weight: 650 });
      disc(paint, this.spots[index], "cursor", 5);
    }

    closest(event) {
      if (!this.data || !this.spots) return null;
      const bounds = this.figure.stage.getBoundingClientRect();
      const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
      const far = this.spots.map((spot) => Math.hypot(spot.x - x, spot.y - y));
      const least = Math.min(...far);
      return least <= REACH ? this.data.words[far.indexOf(least)] : null;
    }

    pointAt(word) {
      this.state.word = word;
      this.figure.redrawTop();
      this.readOut();
    }

    readOut() { this.figure.say(this.state.word ?? mmx.text(HINT)); }

    choose() {
      const { word } = this.state;
      if (this.data && word != null) this.context.trigger("select", { index: this.data.words.indexOf(word), value: word, word });
    }

    key(event) {
      if (!this.data) return false;
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (event.key === "Enter") this.choose();
      else if (event.key === "Escape") this.pointAt(null);
      else if (step) this.move(step);
      else return false;
      return true;
    }

    move(step) {
      const { words } = this.data;
      const at = words.indexOf(this.state.word);
      this.pointAt(words[at < 0 ? 0 : mmx.clamp(at + step, 0, words.length - 1)]);
    }

    destroy() {
      cancelAnimationFrame(this.glide.due);
      this.figure.destroy();
    }
  }

  /** Places in the unit square; both axes keep one scale. */
  function mapData(value) {
    const flat = mmx.unpack(value.places);
    const points = value.words.map((_, index) => [flat[2 * index], flat[2 * index + 1]]);
    const [lowX, spanX] = spread(points.map(([x]) => x));
    const [lowY, spanY] = spread(points.map(([, y]) => y));
    const bold = new Set(value.bold);
    return {
      ...value, bold, spanX, spanY,
      places: points.map(([x, y]) => [(x - lowX) / spanX, (y - lowY) / spanY]),
      order: [...bold, ...value.words.keys()].filter((index, at, all) => all.indexOf(index) === at),
    };
  }

  function spread(values) {
    const low = Math.min(...values);
    return [low, Math.max(...values) - low || 1];
  }

  const nameBox = (paint, word, spot) => ({ x: spot.x + 7, y: spot.y - paint.size * 0.7, w: mmx.measure(paint, word) + 2, h: paint.size * 1.4 });

  const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

  function disc({ ctx, colour }, { x, y }, name, radius) {
    ctx.fillStyle = colour(name);
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fill();
  }

  function arrow({ ctx, colour }, from, to) {
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    ctx.strokeStyle = colour("cross");
    ctx.lineWidth = 1.25;
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    for (const turn of [2.7, -2.7]) {
      ctx.moveTo(to.x, to.y);
      ctx.lineTo(to.x + 8 * Math.cos(angle + turn), to.y + 8 * Math.sin(angle + turn));
    }
    ctx.stroke();
  }

  mmx.kinds.words = (root, context) => new WordsViewer(root, context);
})();
