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
  };
  const DIM = 150; // of 255: how much of the picture a map hides where it is zero
  const P = mmx.pictures;
  const say = (key) => mmx.text(WORDS[key]);

  class CaptionViewer extends mmx.TellingViewer {
    build(root) {
      const title = mmx.el("span", { class: "mmx-title" }, mmx.text(this.context.name));
      this.meta = mmx.el("span", { class: "mmx-meta" });
      this.tools = mmx.el("div", { class: "mmx-view-tools" });
      this.panes = mmx.el("div", { class: "mmx-caption-panes" });
      this.holder = mmx.el("figure", { class: "mmx-figure mmx-captions", "data-kind": "caption" },
        mmx.el("div", { class: "mmx-head" }, mmx.el("div", { class: "mmx-titles" }, title, this.meta), this.tools),
        this.empty, this.panes, this.readout);
      root.append(this.holder);
    }

    /** @param {any} value the payload of `caption_over(...)` or `captions_over(...)`, or null */
    update(value) {
      return this.receive(value, () => Promise.all(value.panes.map(({ image }) => image && P.decode(image))));
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
      this.startAt(value);
      this.drawTools();
      this.show(this.data.panes.map((pane, index) => this.drawPane(pane, index)), ({ canvas }) => canvas);
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
      const { heading, words, note, details, buttons } = this.partsOf(pane, index);
      const element = mmx.el("article", { class: "mmx-caption-pane" }, heading, canvas,
        mmx.el("div", { class: "mmx-caption-beside" }, words, note, details));
      return { element, canvas, buttons, details };
    }

    shown() {
      this.paint();
      this.readOut();
    }

    paint() {
      if (!this.data) return;
      this.drawn.forEach(({ canvas }, index) => this.paintPane(canvas, this.data.panes[index]));
    }

    paintPane(canvas, pane) {
      const width = canvas.clientWidth;
      if (!width) return;
      const height = (width / pane.picture.width) * pane.picture.height;
      const paint = mmx.paintOn(canvas, this.holder, width, height);
      const box = { x: 0, y: 0, w: width, h: height };
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
      const peak = ({ peaks, each }) => `${say("peak")} ${mmx.percent(peaks[this.state.word], 1)} (${say("even")} ${mmx.percent(1 / each[0].length, 1)})`;
      return this.tell((_, { maps }) => [maps && peak(maps)], this.data.details ? say("hint") : say("compare"));
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
