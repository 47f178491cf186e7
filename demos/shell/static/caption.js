/**
 * The caption viewer: words coloured by confidence, and the map of the chosen word over the picture.
 *
 * Its state is {pane, word, opacity, boxes, smooth, own}: the chosen word, and how maps are drawn. `own` scales every map to its
 * own peak; otherwise all maps of the viewer share one scale.
 */
(() => {
  const WORDS = {
    hint: {
      en: "Point at a word, or use the arrow keys: the map shows where the captioner looked. Space plays. A click or Enter takes the word apart below.",
      ko: "낱말을 가리키거나 화살표 키로 옮기면 모델이 어디를 보았는지 나타납니다. 스페이스로 재생하고, 누르거나 Enter를 치면 아래에서 그 낱말을 자세히 봅니다.",
    },
    compare: {
      en: "Point at a word, or use the arrow keys; Space plays the caption.",
      ko: "낱말을 가리키거나 화살표 키로 옮겨 보세요. 스페이스로 재생합니다.",
    },
    opacity: { en: "Strength of the map", ko: "지도의 세기" },
    boxes: { en: "True boxes", ko: "정답 상자" },
    smooth: { en: "Smooth", ko: "부드럽게" },
    own: { en: "Own scale", ko: "낱말별 눈금" },
    ownTitle: {
      en: "Colours of each map up to its own peak, instead of one scale for all",
      ko: "모두 같은 눈금 대신 지도마다 자기 최댓값까지 색을 씁니다",
    },
    peak: { en: "peak of the map", ko: "지도의 최댓값" },
    even: { en: "uniform", ko: "고르게 볼 때" },
    likeliest: { en: "What could have come here", ko: "이 자리에 올 수 있던 낱말" },
    force: { en: "Force this word", ko: "이 낱말로 바꾸기" },
    right: { en: "right", ko: "맞음" },
    wrong: { en: "wrong", ko: "틀림" },
    forced: { en: "forced", ko: "강제" },
  };
  const PLAY_MS = 850;
  const DIM = 150; // of 255: how much of the picture a map hides where it is zero
  const P = mmx.pictures;
  const say = (key) => mmx.text(WORDS[key]);
  const percent = (share, digits = 0) => `${mmx.number(100 * share, share < 0.1 && digits === 0 ? 1 : digits)} %`;

  class CaptionViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.serial = 0;
      this.playing = 0;
      this.build(root);
      this.resize = new ResizeObserver(() => this.paint());
      this.repaint = () => this.paint();
      mmx.themeListeners.add(this.repaint);
    }

    build(root) {
      const title = mmx.el("span", { class: "mmx-title" }, mmx.text(this.context.name));
      this.meta = mmx.el("span", { class: "mmx-meta" });
      this.playButton = mmx.button("play", () => this.toggle(), { words: mmx.word("play"), className: "mmx-primary" });
      this.tools = mmx.el("div", { class: "mmx-view-tools" });
      this.empty = mmx.el("p", { class: "mmx-empty" }, mmx.word("empty"));
      this.panes = mmx.el("div", { class: "mmx-caption-panes" });
      this.readout = mmx.el("p", { class: "mmx-readout", "aria-live": "polite" });
      this.holder = mmx.el("figure", { class: "mmx-figure mmx-captions", "data-kind": "caption" },
        mmx.el("div", { class: "mmx-head" }, mmx.el("div", { class: "mmx-titles" }, title, this.meta), this.tools),
        this.empty, this.panes, this.readout);
      root.append(this.holder);
    }

    /** @param {any} value the payload of `caption_over(...)` or `captions_over(...)`, or null */
    update(value) {
      const serial = ++this.serial;
      this.stop();
      if (!value) return this.clear();
      return Promise.all(value.panes.map(({ image }) => image && P.decode(image)))
        .then((pictures) => serial === this.serial && this.accept(value, pictures))
        .catch((error) => { console.error("viewer:", error); this.clear(); });
    }

    clear() {
      this.data = null;
      this.holder.classList.add("mmx-is-empty");
      this.panes.replaceChildren();
    }

    accept(value, pictures) {
      const { state } = this;
      this.holder.classList.remove("mmx-is-empty");
      this.holder.classList.toggle("mmx-caption-single", value.details);
      this.data = { ...value, panes: value.panes.map((pane, index) => ({ ...pane, picture: pictures[index] ?? pictures[0], maps: pane.maps && unpacked(pane.maps) })) };
      this.data.peak = Math.max(1e-9, ...this.data.panes.flatMap(({ maps }) => maps?.peaks ?? []));
      state.opacity ??= value.opacity;
      state.boxes ??= true;
      state.smooth ??= true;
      state.own ??= false;
      // A new caption starts at its own word; the same caption keeps the place where a person is.
      const said = JSON.stringify([value.panes.map(({ words }) => words.map(({ text }) => text)), value.chosen]);
      if (state.said !== said) Object.assign(state, { said, pane: 0, word: value.chosen });
      this.resize.disconnect();
      this.drawn = this.data.panes.map((pane, index) => this.drawPane(pane, index));
      this.panes.replaceChildren(...this.drawn.map(({ element }) => element));
      this.drawn.forEach(({ canvas }) => this.resize.observe(canvas));
      this.drawTools();
      this.go(state.pane, state.word);
    }

    drawTools() {
      const { panes } = this.data;
      const attends = panes.some(({ maps }) => maps);
      const opacity = mmx.el("input", {
        type: "range", class: "mmx-slider mmx-opacity", min: 0, max: 1, step: 0.05, "aria-label": say("opacity"), title: say("opacity"),
        oninput: () => { this.state.opacity = Number(opacity.value); this.paint(); },
      });
      opacity.value = this.state.opacity;
      const toggles = [panes.some(({ boxes }) => boxes.length) && "boxes", attends && "smooth", attends && "own"].filter(Boolean);
      this.tools.replaceChildren(this.playButton, ...(attends ? [opacity] : []), ...toggles.map((key) => this.toggleButton(key)));
    }

    toggleButton(key) {
      const button = mmx.button(key, () => {
        this.state[key] = !this.state[key];
        button.setAttribute("aria-pressed", String(this.state[key]));
        this.paint();
        this.readOut();
      }, { words: say(key), title: WORDS[`${key}Title`] ? say(`${key}Title`) : say(key) });
      button.setAttribute("aria-pressed", String(this.state[key]));
      return button;
    }

    /** The elements of a pane: title, picture, words, note, and in a single pane the details of the chosen word. */
    drawPane(pane, index) {
      const canvas = mmx.el("canvas", { class: "mmx-caption-canvas", style: `aspect-ratio: ${pane.picture.width} / ${pane.picture.height}`, "aria-hidden": "true" });
      const buttons = pane.words.map((word, number) => this.wordButton(word, index, number));
      const words = mmx.el("div", { class: "mmx-caption-words", role: "group", "aria-label": mmx.text(pane.title) || mmx.text(this.context.name) }, ...buttons);
      const tone = pane.good === null ? "" : pane.good ? "mmx-good" : "mmx-bad";
      const note = mmx.el("p", { class: `mmx-caption-note ${tone}` }, mmx.text(pane.note));
      const details = mmx.el("div", { class: "mmx-caption-details" });
      const heading = mmx.el("p", { class: "mmx-caption-title" }, mmx.text(pane.title));
      const element = mmx.el("article", { class: "mmx-caption-pane" }, heading, canvas,
        mmx.el("div", { class: "mmx-caption-beside" }, words, note, details));
      return { element, canvas, buttons, details };
    }

    wordButton(word, pane, number) {
      const about = [word.text, percent(word.share), word.mark && say(word.mark)].filter(Boolean).join(", ");
      return mmx.el("button", {
        type: "button", class: `mmx-caption-word ${word.glued ? "mmx-glued" : ""} ${word.mark ? `mmx-word-${word.mark}` : ""}`,
        style: `--share: ${Math.round(100 * word.share)}%`, tabindex: "-1", "aria-label": about,
        onpointerenter: (event) => { if (event.pointerType === "mouse") this.point(pane, number); },
        onfocus: () => this.point(pane, number),
        onclick: () => { this.point(pane, number); this.choose(null); },
        onkeydown: (event) => { if (this.key(event)) event.preventDefault(); },
      }, mmx.el("span", {}, word.text), mmx.el("small", {}, percent(word.share)));
    }

    /** A person's pointing stops the film. */
    point(pane, word) {
      this.stop();
      this.go(pane, word);
    }

    go(pane, word) {
      const { state, data } = this;
      state.pane = mmx.clamp(pane, 0, data.panes.length - 1);
      state.word = mmx.clamp(word, 0, Math.max(0, data.panes[state.pane].words.length - 1));
      this.drawn.forEach(({ buttons }, at) => buttons.forEach((button, number) => {
        const on = number === state.word && at === state.pane;
        button.setAttribute("aria-pressed", String(on));
        button.tabIndex = number === Math.min(state.word, buttons.length - 1) ? 0 : -1;
      }));
      if (data.details) this.drawDetails();
      this.paint();
      this.readOut();
    }

    get pane() { return this.data.panes[this.state.pane]; }

    get word() { return this.pane.words[this.state.word]; }

    drawDetails() {
      const { details } = this.drawn[0];
      if (!this.word) return details.replaceChildren();
      const bars = this.word.likeliest.map(([token, share]) => this.bar(token, share));
      const facts = this.word.facts.map(({ label, value }) => mmx.el("div", { class: "mmx-fact" }, mmx.el("dt", {}, mmx.text(label)), mmx.el("dd", {}, value)));
      return details.replaceChildren(
        mmx.el("p", { class: "mmx-caption-title" }, `${say("likeliest")}: “${this.word.text}”`),
        mmx.el("div", { class: "mmx-caption-bars" }, ...bars),
        mmx.el("dl", { class: "mmx-rows" }, ...facts));
    }

    /** A likely word: a click forces it. */
    bar(token, share) {
      const isChosen = token === this.word.chosen;
      return mmx.el("button", {
        type: "button", class: "mmx-caption-bar", "aria-pressed": String(isChosen), title: say("force"), "aria-label": `${token} ${percent(share, 1)}. ${say("force")}`,
        style: `--share: ${(100 * share).toFixed(1)}%`, onclick: () => this.choose(token),
      }, mmx.el("span", {}, token), mmx.el("i"), mmx.el("small", {}, percent(share, 1)));
    }

    paint() {
      if (!this.data) return;
      this.drawn.forEach(({ canvas }, index) => this.paintPane(canvas, this.data.panes[index]));
    }

    paintPane(canvas, pane) {
      const dpr = window.devicePixelRatio || 1;
      const width = canvas.clientWidth;
      if (!width) return;
      const height = (width / pane.picture.width) * pane.picture.height;
      const [wide, tall] = [Math.round(width * dpr), Math.round(height * dpr)];
      if (canvas.width !== wide || canvas.height !== tall) Object.assign(canvas, { width: wide, height: tall });
      const style = getComputedStyle(this.holder);
      const paint = { ctx: canvas.getContext("2d"), dpr, size: parseFloat(style.fontSize) || 12.5, family: style.fontFamily, width, height, colour: mmx.palette(this.holder) };
      const box = { x: 0, y: 0, w: width, h: height };
      paint.ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
      P.paintPixels(paint, box, pane.picture);
      const number = Math.min(this.state.word, pane.words.length - 1);
      if (pane.maps && number >= 0) P.paintOverlay(paint, box, this.overlay(pane.maps, number), this.state.opacity);
      if (this.state.boxes) P.paintBoxes(paint, box, pane.boxes, pane.picture.width);
    }

    /** A word's map on its own scale, or on the one that all captions share. */
    overlay(maps, number) {
      const factor = this.state.own ? 1 : maps.peaks[number] / this.data.peak;
      return { type: "values", smooth: this.state.smooth, canvas: veil(maps, maps.each[number].map((level) => Math.round(level * factor))) };
    }

    readOut() {
      const { word, pane, state } = this;
      const hint = this.data.details ? say("hint") : say("compare");
      if (!word) return this.readout.replaceChildren(hint);
      const map = pane.maps && `${say("peak")} ${percent(pane.maps.peaks[state.word], 1)} (${say("even")} ${percent(1 / pane.maps.each[0].length, 1)})`;
      const facts = [this.data.panes.length > 1 && mmx.text(pane.title), `“${word.text}” ${percent(word.share, 1)}`, word.mark && say(word.mark), map].filter(Boolean);
      return this.readout.replaceChildren(mmx.el("strong", {}, facts.join(" · ")), mmx.el("br"), hint);
    }

    choose(token) {
      if (this.word) this.context.trigger("select", { index: this.state.word, value: this.word.text, pane: this.state.pane, word: this.state.word, token });
    }

    key(event) {
      const { pane, word } = this.state;
      const last = this.pane.words.length - 1;
      const steps = { ArrowLeft: word - 1, ArrowRight: word + 1, Home: 0, End: last };
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      if (event.key === " ") this.toggle();
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") this.focus(pane + (event.key === "ArrowDown" ? 1 : -1), word);
      else if (event.key in steps) this.focus(pane, steps[event.key]);
      else return false;
      return true;
    }

    focus(pane, word) {
      const { buttons } = this.drawn[mmx.clamp(pane, 0, this.drawn.length - 1)];
      buttons[mmx.clamp(word, 0, buttons.length - 1)]?.focus();
    }

    /** Plays through the words of the chosen caption, from its beginning where it had ended. */
    toggle() {
      if (this.playing) return this.stop();
      if (!this.word) return undefined;
      if (this.state.word >= this.pane.words.length - 1) this.go(this.state.pane, 0);
      mmx.showPlaying(this.playButton, true);
      this.playing = setInterval(() => this.advance(), PLAY_MS);
      return undefined;
    }

    advance() {
      if (this.state.word >= this.pane.words.length - 1) return this.stop();
      return this.go(this.state.pane, this.state.word + 1);
    }

    stop() {
      clearInterval(this.playing);
      if (this.playing) mmx.showPlaying(this.playButton, false);
      this.playing = 0;
    }

    destroy() {
      this.serial++;
      this.stop();
      this.resize.disconnect();
      mmx.themeListeners.delete(this.repaint);
      this.holder.remove();
    }
  }

  /** The maps of a caption, one array each. */
  function unpacked({ values, peaks }) {
    const [count, rows, columns] = values.shape;
    const all = mmx.unpack(values);
    const each = Array.from({ length: count }, (_, number) => all.slice(number * rows * columns, (number + 1) * rows * columns));
    return { each, peaks, rows, columns };
  }

  /** One pixel a cell: what was looked at glows, the rest is dimmed but stays visible. */
  function veil({ rows, columns }, levels) {
    const canvas = mmx.el("canvas", { width: columns, height: rows });
    const ctx = canvas.getContext("2d");
    const image = ctx.createImageData(columns, rows);
    const table = mmx.colourTable("magma");
    levels.forEach((level, index) => image.data.set([...table.slice(level * 3, level * 3 + 3), DIM + Math.round((255 - DIM) * level / 255)], index * 4));
    ctx.putImageData(image, 0, 0);
    return canvas;
  }

  mmx.kinds.caption = (root, context) => new CaptionViewer(root, context);
})();
