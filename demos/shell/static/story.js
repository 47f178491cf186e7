/**
 * The story viewer: a caption's words, and bars over the film strip for the frames that the chosen word looked at.
 *
 * Its state is {pane, word, frame}: the chosen word, and the place of the frame in the large picture (null: the one that the
 * word looked at most).
 */
(() => {
  const WORDS = {
    hint: {
      en: "Point at a word, or use the arrow keys: the bars show which frames the captioner looked at. Space plays the words. A click or Enter takes the word apart below.",
      ko: "낱말을 가리키거나 화살표 키로 옮기면 모델이 어느 프레임을 보았는지 막대로 나타납니다. 스페이스로 낱말을 재생하고, 누르거나 Enter를 치면 아래에서 그 낱말을 자세히 봅니다.",
    },
    compare: { en: "Point at a word, or use the arrow keys; Space plays the words.", ko: "낱말을 가리키거나 화살표 키로 옮겨 보세요. 스페이스로 낱말을 재생합니다." },
    film: { en: "Play the clip", ko: "동영상 재생" },
    most: { en: "looks most at frame", ko: "가장 많이 본 프레임" },
    even: { en: "uniform", ko: "고르게 볼 때" },
    attention: { en: "attention", ko: "어텐션" },
    truth: { en: "what truly happens", ko: "실제로 일어나는 일" },
  };
  const FRAME_MS = 170;
  const BARS = 66; // CSS pixels at the smallest font
  const SPAN = 19; // of a line for something that happens
  const NARROW = 620; // below this width the strip has two lines
  const P = mmx.pictures;
  const say = (key) => mmx.text(WORDS[key]);

  class StoryViewer extends mmx.TellingViewer {
    build(root) {
      const title = mmx.el("span", { class: "mmx-title" }, mmx.text(this.context.name));
      this.filmButton = mmx.button("film", () => this.toggleFilm(), { words: say("film"), title: say("film") });
      this.panes = mmx.el("div", { class: "mmx-story-panes" });
      this.holder = mmx.el("figure", { class: "mmx-figure mmx-story", "data-kind": "story" },
        mmx.el("div", { class: "mmx-head" }, mmx.el("div", { class: "mmx-titles" }, title), mmx.el("div", { class: "mmx-view-tools" }, this.playButton, this.filmButton)),
        this.empty, this.panes, this.readout);
      root.append(this.holder);
    }

    /** @param {any} value the payload of `story(...)` or `stories(...)`, or null */
    update(value) {
      return this.receive(value, () => P.decode(value.sheet));
    }

    accept(value, sheet) {
      const { state } = this;
      this.holder.classList.remove("mmx-is-empty");
      this.holder.classList.toggle("mmx-story-single", value.details);
      this.data = { ...value, sheet, panes: value.panes.map((pane) => ({ ...pane, maps: rowsOf(mmx.unpack(pane.maps), pane) })) };
      this.data.peak = Math.max(1e-9, ...this.data.panes.flatMap(({ maps }) => maps.map((row) => Math.max(...row))));
      this.startAt(value);
      state.frame = null;
      this.filmButton.hidden = !value.details;
      this.show(this.data.panes.map((pane, index) => this.drawPane(pane, index)), ({ strip }) => strip);
    }

    /** The elements of a pane: title, words, strip, note; of a single one also a large frame and the details of a word. */
    drawPane(pane, index) {
      const { heading, words, note, details, buttons } = this.partsOf(pane, index);
      const strip = mmx.el("canvas", {
        class: "mmx-story-strip", role: "img", "aria-label": summaryOf(pane), onclick: (event) => this.click(index, event),
        onpointermove: (event) => this.hover(index, event), onpointerleave: () => this.look(null),
      });
      const large = mmx.el("canvas", { class: "mmx-story-large", "aria-hidden": "true" });
      const parts = this.data.details ? [heading, words, note, strip, mmx.el("div", { class: "mmx-story-beside" }, large, details)] : [heading, words, note, strip];
      return { element: mmx.el("article", { class: "mmx-story-pane" }, ...parts), strip, large, buttons, details };
    }

    shown() { this.look(null); }

    /** Shows a frame large; null: the one that the word looked at most. */
    look(frame) {
      if (!this.data) return;
      this.state.frame = frame;
      this.paint();
      this.readOut();
    }

    /** The bars of a pane: those of the chosen word's number. */
    barsOf(pane) { return pane.maps[Math.min(this.state.word, pane.maps.length - 1)] ?? []; }

    /** Where bars and frames of a strip of `width` stand; a narrow one has two lines. */
    arrange(pane, width) {
      const scale = mmx.fontSize(this.holder) / 12.5;
      const count = pane.order.length;
      const columns = width < NARROW * scale ? Math.ceil(count / 2) : count;
      const step = width / columns;
      const [bars, side] = [BARS * scale, step - 4];
      const tall = (side / this.data.width) * this.data.height;
      const line = bars + tall + (20 + SPAN * pane.spans.length) * scale + 8;
      const places = pane.order.map((_, at) => ({ x: (at % columns) * step + 2, y: Math.floor(at / columns) * line, w: side }));
      return { places, bars, tall, scale, height: Math.ceil(count / columns) * line };
    }

    paint() {
      if (!this.data) return;
      this.drawn.forEach(({ strip }, index) => this.paintStrip(strip, this.data.panes[index]));
      if (this.data.details) this.paintLarge();
    }

    paintStrip(strip, pane) {
      const width = strip.clientWidth;
      if (!width) return;
      const layout = this.arrange(pane, width);
      strip.style.height = `${layout.height}px`;
      const paint = mmx.paintOn(strip, this.holder, width, layout.height);
      const shares = this.barsOf(pane);
      pane.order.forEach((frame, at) => this.paintPlace(paint, layout, pane, at, frame, shares[at] ?? 0));
      this.paintSpans(paint, layout, pane);
    }

    paintPlace(paint, { places, bars, tall, scale }, pane, at, frame, share) {
      const { ctx } = paint;
      const { x, y, w } = places[at];
      const room = bars - 16 * scale;
      const h = Math.max(1, (share / this.data.peak) * room);
      const even = y + bars - (1 / pane.order.length / this.data.peak) * room;
      ctx.fillStyle = paint.colour("c0");
      ctx.fillRect(x, y + bars - h, w, h);
      mmx.hairline(paint, x - 2, even, x + w + 2, even, "muted");
      mmx.label(paint, String(Math.round(100 * share)), x + w / 2, y + bars - h - 7 * scale, { align: "center", colour: share > 1 / pane.order.length ? "ink" : "muted" });
      const { width, height, sheet } = this.data;
      ctx.imageSmoothingEnabled = true;
      ctx.drawImage(sheet.canvas, 0, frame * height, width, height, x, y + bars + 2, w, tall);
      if (at === this.shownPlace()) {
        ctx.lineWidth = 3;
        ctx.strokeStyle = paint.colour("cursor");
        ctx.strokeRect(x, y + bars + 2, w, tall);
      }
      mmx.label(paint, String(frame), x + w / 2, y + bars + tall + 11 * scale, { align: "center" });
    }

    /** What truly happens, as lines under the frames, each with its words; a line of its own for each event. */
    paintSpans(paint, { places, bars, tall, scale }, pane) {
      pane.spans.forEach(({ label, first, last, colour }, number) => {
        const y = (at) => places[at].y + bars + tall + (20 + SPAN * number) * scale;
        for (let at = first; at <= last; at++) {
          paint.ctx.fillStyle = paint.colour(`c${colour}`);
          paint.ctx.fillRect(places[at].x - 2, y(at), places[at].w + 4, 3 * scale);
        }
        mmx.label(paint, mmx.text(label), places[first].x, y(first) + 11 * scale, { most: paint.width - places[first].x });
      });
    }

    /** The place of the large frame: the one pointed at, or the one the word looked at most. */
    shownPlace() {
      const shares = this.barsOf(this.pane);
      return this.state.frame ?? shares.indexOf(Math.max(...shares));
    }

    paintLarge() {
      const { large } = this.drawn[0];
      const side = large.clientWidth;
      if (!side) return;
      const { width, height, sheet } = this.data;
      large.style.height = `${(side / width) * height}px`;
      const paint = mmx.paintOn(large, this.holder, side, (side / width) * height);
      paint.ctx.imageSmoothingEnabled = true;
      paint.ctx.drawImage(sheet.canvas, 0, this.pane.order[this.shownPlace()] * height, width, height, 0, 0, side, (side / width) * height);
    }

    readOut() {
      this.tell((_, pane) => this.seenNow(pane), this.data.details ? say("hint") : say("compare"));
    }

    /** The large frame, the attention that it has, and what truly happens in it. */
    seenNow(pane) {
      const [at, shares] = [this.shownPlace(), this.barsOf(pane)];
      const where = this.state.frame === null ? say("most") : mmx.word("frame");
      const events = pane.spans.filter(({ first, last }) => first <= at && at <= last).map(({ label }) => mmx.text(label));
      return [`${where} ${pane.order[at]}: ${say("attention")} ${mmx.percent(shares[at], 1)} (${say("even")} ${mmx.percent(1 / shares.length, 1)})`,
        events.length && `${say("truth")}: ${events.join(", ")}`];
    }

    /** The place of the frame under the pointer, or null. */
    placeAt(index, event) {
      const strip = this.drawn[index].strip;
      const { places, bars, tall } = this.arrange(this.data.panes[index], strip.clientWidth);
      const bounds = strip.getBoundingClientRect();
      const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
      const found = places.findIndex((place) => x >= place.x - 2 && x < place.x + place.w + 2 && y >= place.y && y <= place.y + bars + tall);
      return found < 0 ? null : found;
    }

    hover(index, event) {
      if (this.film) return;
      if (index !== this.state.pane) this.go(index, this.state.word);
      this.look(this.placeAt(index, event));
    }

    click(index, event) {
      this.stop();
      this.look(this.placeAt(index, event));
      this.choose({ frame: this.state.frame });
    }

    /** Plays through the frames of the clip. */
    toggleFilm() {
      const wasPlaying = this.film;
      this.stop();
      if (wasPlaying || !this.data || !this.word) return;
      this.look(0);
      this.film = setInterval(() => this.nextFrame(), FRAME_MS);
    }

    nextFrame() {
      if (this.state.frame >= this.pane.order.length - 1) return this.stop();
      return this.look(this.state.frame + 1);
    }

    stop() {
      super.stop();
      clearInterval(this.film);
      this.film = 0;
    }
  }

  /** The maps of a caption, one array a word. */
  function rowsOf(all, { words, order }) {
    return words.map((_, number) => Array.from(all.slice(number * order.length, (number + 1) * order.length)));
  }

  /** For screen readers: where each word looks most. */
  function summaryOf(pane) {
    const most = pane.words.map((word, number) => `${word.text}: ${pane.order[pane.maps[number].indexOf(Math.max(...pane.maps[number]))]}`);
    const events = pane.spans.map(({ label, first, last }) => `${mmx.text(label)}: ${first} … ${last}`);
    return [`${say("most")}: ${most.join(", ")}`, ...(events.length ? [`${say("truth")}: ${events.join(", ")}`] : [])].join(". ");
  }

  mmx.kinds.story = (root, context) => new StoryViewer(root, context);
})();
