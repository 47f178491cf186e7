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
    likeliest: { en: "What could have come here", ko: "이 자리에 올 수 있던 낱말" },
    force: { en: "Force this word", ko: "이 낱말로 바꾸기" },
    right: { en: "right", ko: "맞음" },
    wrong: { en: "wrong", ko: "틀림" },
    forced: { en: "forced", ko: "강제" },
    most: { en: "looks most at frame", ko: "가장 많이 본 프레임" },
    even: { en: "uniform", ko: "고르게 볼 때" },
    attention: { en: "attention", ko: "어텐션" },
    truth: { en: "what truly happens", ko: "실제로 일어나는 일" },
  };
  const WORD_MS = 850;
  const FRAME_MS = 170;
  const BARS = 66; // CSS pixels at the smallest font
  const SPAN = 19; // of a line for something that happens
  const NARROW = 620; // below this width the strip has two lines
  const P = mmx.pictures;
  const say = (key) => mmx.text(WORDS[key]);
  const percent = (share, digits = 0) => `${mmx.number(100 * share, share < 0.1 && digits === 0 ? 1 : digits)} %`;

  class StoryViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.serial = 0;
      this.timers = { words: 0, film: 0 };
      this.build(root);
      this.resize = new ResizeObserver(() => this.paint());
      this.repaint = () => this.paint();
      mmx.themeListeners.add(this.repaint);
    }

    build(root) {
      const title = mmx.el("span", { class: "mmx-title" }, mmx.text(this.context.name));
      this.playButton = mmx.button("play", () => this.toggle("words"), { words: mmx.word("play"), className: "mmx-primary" });
      this.filmButton = mmx.button("film", () => this.toggle("film"), { words: say("film"), title: say("film") });
      this.empty = mmx.el("p", { class: "mmx-empty" }, mmx.word("empty"));
      this.panes = mmx.el("div", { class: "mmx-story-panes" });
      this.readout = mmx.el("p", { class: "mmx-readout", "aria-live": "polite" });
      this.holder = mmx.el("figure", { class: "mmx-figure mmx-story", "data-kind": "story" },
        mmx.el("div", { class: "mmx-head" }, mmx.el("div", { class: "mmx-titles" }, title), mmx.el("div", { class: "mmx-view-tools" }, this.playButton, this.filmButton)),
        this.empty, this.panes, this.readout);
      root.append(this.holder);
    }

    /** @param {any} value the payload of `story(...)` or `stories(...)`, or null */
    update(value) {
      const serial = ++this.serial;
      this.stop();
      if (!value) return this.clear();
      return P.decode(value.sheet).then((sheet) => serial === this.serial && this.accept(value, sheet))
        .catch((error) => { console.error("viewer:", error); this.clear(); });
    }

    clear() {
      this.data = null;
      this.holder.classList.add("mmx-is-empty");
      this.panes.replaceChildren();
    }

    accept(value, sheet) {
      const { state } = this;
      this.holder.classList.remove("mmx-is-empty");
      this.holder.classList.toggle("mmx-story-single", value.details);
      this.data = { ...value, sheet, panes: value.panes.map((pane) => ({ ...pane, maps: rowsOf(mmx.unpack(pane.maps), pane) })) };
      this.data.peak = Math.max(1e-9, ...this.data.panes.flatMap(({ maps }) => maps.map((row) => Math.max(...row))));
      const said = JSON.stringify([value.panes.map(({ words }) => words.map(({ text }) => text)), value.chosen]);
      if (state.said !== said) Object.assign(state, { said, pane: 0, word: value.chosen });
      state.frame = null;
      this.resize.disconnect();
      this.drawn = this.data.panes.map((pane, index) => this.drawPane(pane, index));
      this.panes.replaceChildren(...this.drawn.map(({ element }) => element));
      this.drawn.forEach(({ strip }) => this.resize.observe(strip));
      this.filmButton.hidden = !value.details;
      this.go(state.pane, state.word);
    }

    /** The elements of a pane: title, words, strip, note; of a single one also a large frame and the details of a word. */
    drawPane(pane, index) {
      const name = mmx.text(pane.title) || mmx.text(this.context.name);
      const buttons = pane.words.map((word, number) => this.wordButton(word, index, number));
      const words = mmx.el("div", { class: "mmx-caption-words", role: "group", "aria-label": name }, ...buttons);
      const tone = pane.good === null ? "" : pane.good ? "mmx-good" : "mmx-bad";
      const note = mmx.el("p", { class: `mmx-caption-note ${tone}` }, mmx.text(pane.note));
      const strip = mmx.el("canvas", {
        class: "mmx-story-strip", role: "img", "aria-label": summaryOf(pane), onclick: (event) => this.click(index, event),
        onpointermove: (event) => this.hover(index, event), onpointerleave: () => this.look(null),
      });
      const large = mmx.el("canvas", { class: "mmx-story-large", "aria-hidden": "true" });
      const details = mmx.el("div", { class: "mmx-caption-details" });
      const heading = mmx.el("p", { class: "mmx-caption-title" }, mmx.text(pane.title));
      const parts = this.data.details ? [heading, words, note, strip, mmx.el("div", { class: "mmx-story-beside" }, large, details)] : [heading, words, note, strip];
      return { element: mmx.el("article", { class: "mmx-story-pane" }, ...parts), strip, large, buttons, details };
    }

    wordButton(word, pane, number) {
      const about = [word.text, percent(word.share), word.mark && say(word.mark)].filter(Boolean).join(", ");
      return mmx.el("button", {
        type: "button", class: `mmx-caption-word ${word.glued ? "mmx-glued" : ""} ${word.mark ? `mmx-word-${word.mark}` : ""}`,
        style: `--share: ${Math.round(100 * word.share)}%`, tabindex: "-1", "aria-label": about,
        onpointerenter: (event) => { if (event.pointerType === "mouse") this.point(pane, number); },
        onfocus: () => this.point(pane, number),
        onclick: () => { this.point(pane, number); this.choose({}); },
        onkeydown: (event) => { if (this.key(event)) event.preventDefault(); },
      }, mmx.el("span", {}, word.text), mmx.el("small", {}, percent(word.share)));
    }

    /** A person's pointing stops what plays. */
    point(pane, word) {
      this.stop();
      this.go(pane, word);
    }

    go(pane, word) {
      const { state, data } = this;
      state.pane = mmx.clamp(pane, 0, data.panes.length - 1);
      state.word = mmx.clamp(word, 0, Math.max(0, data.panes[state.pane].words.length - 1));
      this.drawn.forEach(({ buttons }, at) => buttons.forEach((button, number) => {
        button.setAttribute("aria-pressed", String(number === state.word && at === state.pane));
        button.tabIndex = number === Math.min(state.word, buttons.length - 1) ? 0 : -1;
      }));
      if (data.details) this.drawDetails();
      this.look(null);
    }

    /** Shows a frame large; null: the one that the word looked at most. */
    look(frame) {
      if (!this.data) return;
      this.state.frame = frame;
      this.paint();
      this.readOut();
    }

    get pane() { return this.data.panes[this.state.pane]; }

    get word() { return this.pane.words[this.state.word]; }

    /** The bars of a pane: those of the chosen word's number. */
    barsOf(pane) { return pane.maps[Math.min(this.state.word, pane.maps.length - 1)] ?? []; }

    drawDetails() {
      const { details } = this.drawn[0];
      if (!this.word) return details.replaceChildren();
      const bars = this.word.likeliest.map(([token, share]) => this.likely(token, share));
      const facts = this.word.facts.map(({ label, value }) => mmx.el("div", { class: "mmx-fact" }, mmx.el("dt", {}, mmx.text(label)), mmx.el("dd", {}, value)));
      return details.replaceChildren(
        mmx.el("p", { class: "mmx-caption-title" }, `${say("likeliest")}: “${this.word.text}”`),
        mmx.el("div", { class: "mmx-caption-bars" }, ...bars), mmx.el("dl", { class: "mmx-rows" }, ...facts));
    }

    likely(token, share) {
      return mmx.el("button", {
        type: "button", class: "mmx-caption-bar", "aria-pressed": String(token === this.word.chosen), title: say("force"), "aria-label": `${token} ${percent(share, 1)}. ${say("force")}`,
        style: `--share: ${(100 * share).toFixed(1)}%`, onclick: () => this.choose({ token }),
      }, mmx.el("span", {}, token), mmx.el("i"), mmx.el("small", {}, percent(share, 1)));
    }

    /** Where bars and frames of a strip of `width` stand; a narrow one has two lines. */
    arrange(pane, width) {
      const scale = (parseFloat(getComputedStyle(this.holder).fontSize) || 12.5) / 12.5;
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
      const paint = paintOn(strip, this.holder, width, layout.height);
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
      const paint = paintOn(large, this.holder, side, (side / width) * height);
      paint.ctx.imageSmoothingEnabled = true;
      paint.ctx.drawImage(sheet.canvas, 0, this.pane.order[this.shownPlace()] * height, width, height, 0, 0, side, (side / width) * height);
    }

    readOut() {
      const { word, pane } = this;
      const hint = this.data.details ? say("hint") : say("compare");
      if (!word) return this.readout.replaceChildren(hint);
      const [at, shares] = [this.shownPlace(), this.barsOf(pane)];
      const where = this.state.frame === null ? say("most") : mmx.word("frame");
      const events = pane.spans.filter(({ first, last }) => first <= at && at <= last).map(({ label }) => mmx.text(label));
      const facts = [this.data.panes.length > 1 && mmx.text(pane.title), `“${word.text}” ${percent(word.share, 1)}`, word.mark && say(word.mark),
        `${where} ${pane.order[at]}: ${say("attention")} ${percent(shares[at], 1)} (${say("even")} ${percent(1 / shares.length, 1)})`,
        events.length && `${say("truth")}: ${events.join(", ")}`].filter(Boolean);
      return this.readout.replaceChildren(mmx.el("strong", {}, facts.join(" · ")), mmx.el("br"), hint);
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
      if (this.timers.film) return;
      if (index !== this.state.pane) this.go(index, this.state.word);
      this.look(this.placeAt(index, event));
    }

    click(index, event) {
      this.stop();
      this.look(this.placeAt(index, event));
      this.choose({ frame: this.state.frame });
    }

    choose({ token = null, frame = null }) {
      if (this.word) this.context.trigger("select", { index: this.state.word, value: this.word.text, pane: this.state.pane, word: this.state.word, token, frame });
    }

    key(event) {
      const { pane, word } = this.state;
      const steps = { ArrowLeft: word - 1, ArrowRight: word + 1, Home: 0, End: this.pane.words.length - 1 };
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      if (event.key === " ") this.toggle("words");
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") this.focus(pane + (event.key === "ArrowDown" ? 1 : -1), word);
      else if (event.key in steps) this.focus(pane, steps[event.key]);
      else return false;
      return true;
    }

    focus(pane, word) {
      const { buttons } = this.drawn[mmx.clamp(pane, 0, this.drawn.length - 1)];
      buttons[mmx.clamp(word, 0, buttons.length - 1)]?.focus();
    }

    /** Plays through the words of the chosen caption, or through the frames of the clip; from the beginning where it had ended. */
    toggle(what) {
      const wasPlaying = this.timers[what];
      this.stop();
      if (wasPlaying || !this.data || !this.word) return;
      if (what === "words" && this.state.word >= this.pane.words.length - 1) this.go(this.state.pane, 0);
      if (what === "film") this.look(0);
      else mmx.showPlaying(this.playButton, true);
      this.timers[what] = setInterval(() => this.advance(what), what === "film" ? FRAME_MS : WORD_MS);
    }

    advance(what) {
      const { pane, word, frame } = this.state;
      const [at, last] = what === "film" ? [frame, this.pane.order.length - 1] : [word, this.pane.words.length - 1];
      if (at >= last) return this.stop();
      return what === "film" ? this.look(frame + 1) : this.go(pane, word + 1);
    }

    stop() {
      Object.values(this.timers).forEach(clearInterval);
      if (this.timers.words) mmx.showPlaying(this.playButton, false);
      this.timers = { words: 0, film: 0 };
    }

    destroy() {
      this.serial++;
      this.stop();
      this.resize.disconnect();
      mmx.themeListeners.delete(this.repaint);
      this.holder.remove();
    }
  }

  /** The maps of a caption, one array a word. */
  function rowsOf(all, { words, order }) {
    return words.map((_, number) => Array.from(all.slice(number * order.length, (number + 1) * order.length)));
  }

  /** A canvas as sharp as the screen, emptied, and what is needed to paint on it. */
  function paintOn(canvas, holder, width, height) {
    const dpr = window.devicePixelRatio || 1;
    const [wide, tall] = [Math.round(width * dpr), Math.round(height * dpr)];
    if (canvas.width !== wide || canvas.height !== tall) Object.assign(canvas, { width: wide, height: tall });
    canvas.style.height = `${height}px`;
    const style = getComputedStyle(holder);
    const paint = { ctx: canvas.getContext("2d"), dpr, size: parseFloat(style.fontSize) || 12.5, family: style.fontFamily, width, height, colour: mmx.palette(holder) };
    paint.ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    paint.ctx.clearRect(0, 0, width, height);
    return paint;
  }

  /** For screen readers: where each word looks most. */
  function summaryOf(pane) {
    const most = pane.words.map((word, number) => `${word.text}: ${pane.order[pane.maps[number].indexOf(Math.max(...pane.maps[number]))]}`);
    const events = pane.spans.map(({ label, first, last }) => `${mmx.text(label)}: ${first} … ${last}`);
    return [`${say("most")}: ${most.join(", ")}`, ...(events.length ? [`${say("truth")}: ${events.join(", ")}`] : [])].join(". ");
  }

  mmx.kinds.story = (root, context) => new StoryViewer(root, context);
})();
