/**
 * The frame of a canvas viewer: title, tools, a focusable stage with two canvases, a read-out, a summary for screen readers.
 *
 * Heights grow with the font (`scale`), so that a projector shows the same picture, larger.
 * What changes rarely is painted on the lower canvas, the cursor and the cross-hair on the upper one.
 *
 * @typedef {object} FigureOptions
 * @property {() => number} height of the drawing, CSS pixels
 * @property {(paint: Paint) => void} paintBase @property {(paint: Paint) => void} paintTop
 * @property {(event: KeyboardEvent) => boolean} key true if it was used
 * @property {string} keys what the keyboard does, for screen readers
 */
(() => {
  const ICONS = {
    play: "M4 2.5v11l9-5.5z",
    stop: "M3.5 3.5h9v9h-9z",
    zoomIn: "M7.25 3h1.5v4.25H13v1.5H8.75V13h-1.5V8.75H3v-1.5h4.25z",
    zoomOut: "M3 7.25h10v1.5H3z",
    box: "M2.5 2.5h3V4H4v1.5H2.5zm5 0h2V4h-2zm3 0h3v3H12V4h-1.5zM2.5 7H4v2H2.5zM12 7h1.5v2H12zM2.5 10.5H4V12h1.5v1.5h-3zm5 1.5h2v1.5h-2zm4.5-1.5h1.5v3h-3V12H12z",
    zoomFit: "M2.5 2.5h4V4H4v2.5H2.5zm7 0h4v4H12V4H9.5zM4 9.5V12h2.5v1.5h-4v-4zm8 0h1.5v4h-4V12H12z",
    png: "M7.25 2h1.5v6.2l2.2-2.2 1.05 1.05L8 11.05 4 7.05 5.05 6l2.2 2.2zM3 12.5h10V14H3z",
  };

  /** @param {string} name @returns {SVGElement} */
  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    svg.append(path);
    return svg;
  }

  /** A button with an icon, words, or both. @returns {HTMLButtonElement} */
  function button(name, onclick, { words = null, title = mmx.word(name), className = "" } = {}) {
    const content = [ICONS[name] ? icon(name) : null, words === null ? null : mmx.el("span", {}, words)].filter(Boolean);
    return mmx.el("button", { type: "button", class: `mmx-button ${className}`, title, "aria-label": title, onclick }, ...content);
  }

  /** Turns a Play button into Stop and back. */
  function showPlaying(playButton, playing) {
    const name = playing ? "stop" : "play";
    playButton.querySelector("svg").replaceWith(icon(name));
    playButton.querySelector("span")?.replaceChildren(mmx.word(name));
    playButton.setAttribute("aria-label", mmx.word(name));
    playButton.title = mmx.word(name);
    playButton.classList.toggle("mmx-on", playing);
  }

  let serial = 0;

  /**
   * @param {HTMLElement} root @param {any} context from `mmx.mount` @param {FigureOptions} options
   */
  function figure(root, context, options) {
    const id = `mmx-${++serial}`;
    const title = mmx.text(context.name);
    const parts = {
      title: mmx.el("span", { class: "mmx-title" }, title),
      meta: mmx.el("span", { class: "mmx-meta" }),
      tools: mmx.el("div", { class: "mmx-view-tools" }),
      base: mmx.el("canvas", { class: "mmx-canvas" }),
      top: mmx.el("canvas", { class: "mmx-canvas" }),
      readout: mmx.el("p", { class: "mmx-readout", "aria-live": "polite" }),
      summary: mmx.el("p", { class: "mmx-spoken", id }),
      below: mmx.el("div", { class: "mmx-below" }),
    };
    const stage = mmx.el("div", {
      class: "mmx-stage", tabindex: "0", role: "application", "aria-roledescription": mmx.word("figure"),
      "aria-label": title, "aria-describedby": id,
    }, parts.base, parts.top);
    const head = mmx.el("div", { class: "mmx-head" }, mmx.el("div", { class: "mmx-titles" }, parts.title, parts.meta), parts.tools);
    const empty = mmx.el("p", { class: "mmx-empty" }, context.empty);
    const holder = mmx.el("figure", { class: "mmx-figure", "data-kind": context.kind }, head, empty, stage, parts.below, parts.readout, parts.summary);
    root.append(holder);
    stage.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && options.key(event)) event.preventDefault();
    });
    const painter = paintLoop(stage, parts, options);
    painter.watch();
    return {
      ...parts, stage, holder,
      scale: () => fontSize(stage) / 12.5,
      redraw: painter.redraw, redrawTop: painter.redrawTop,
      setEmpty: (isEmpty) => holder.classList.toggle("mmx-is-empty", isEmpty),
      say: (words) => { if (parts.readout.textContent !== words) parts.readout.textContent = words; },
      summarise: (words) => { parts.summary.textContent = `${words} ${options.keys}`; },
      pngButton: () => button("png", () => savePng(parts, stage, title), { className: "mmx-quiet" }),
      destroy: () => { painter.stop(); holder.remove(); },
    };
  }

  /** Keeps both canvases as sharp as the screen and paints them at most once a frame. */
  function paintLoop(stage, parts, options) {
    let due = 0;
    let all = true;
    const paint = () => {
      due = 0;
      if (!stage.isConnected || !stage.clientWidth) return;
      const [width, height] = [stage.clientWidth, options.height()];
      stage.style.height = `${height}px`;
      if (all) options.paintBase(paintOn(parts.base, stage, width, height));
      options.paintTop(paintOn(parts.top, stage, width, height));
      all = false;
    };
    const ask = () => { due ||= requestAnimationFrame(paint); };
    const redraw = () => { all = true; ask(); };
    const resize = new ResizeObserver(redraw);
    return {
      redraw, redrawTop: ask,
      watch: () => { resize.observe(stage); mmx.themeListeners.add(redraw); },
      stop: () => { resize.disconnect(); mmx.themeListeners.delete(redraw); cancelAnimationFrame(due); },
    };
  }

  const fontSize = (element) => parseFloat(getComputedStyle(element).fontSize) || 12.5;

  /**
   * A canvas as sharp as the screen, emptied, and what is needed to paint on it in the fonts and colours of `holder`.
   * @param {number} width in CSS pixels, like `height` @returns {Paint}
   */
  function paintOn(canvas, holder, width, height) {
    const dpr = window.devicePixelRatio || 1;
    const [wide, tall] = [Math.round(width * dpr), Math.round(height * dpr)];
    if (canvas.width !== wide || canvas.height !== tall) Object.assign(canvas, { width: wide, height: tall });
    const ctx = canvas.getContext("2d");
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    ctx.clearRect(0, 0, width, height);
    return { ctx, dpr, size: fontSize(holder), family: getComputedStyle(holder).fontFamily, width, height, colour: mmx.palette(holder) };
  }

  /** Both canvases on the panel's colour, under the title. */
  function savePng(parts, stage, title) {
    const dpr = window.devicePixelRatio || 1;
    const { base, top } = parts;
    const margin = Math.round(14 * dpr);
    const header = Math.round(36 * dpr);
    const out = mmx.el("canvas", { width: base.width + 2 * margin, height: base.height + header + margin });
    const ctx = out.getContext("2d");
    const colour = mmx.palette(stage);
    ctx.fillStyle = colour("panel");
    ctx.fillRect(0, 0, out.width, out.height);
    ctx.fillStyle = colour("ink");
    ctx.font = `600 ${14 * dpr}px ${getComputedStyle(stage).fontFamily}`;
    ctx.textBaseline = "middle";
    ctx.fillText(title, margin, header / 2 + margin / 4);
    for (const canvas of [base, top]) ctx.drawImage(canvas, margin, header);
    out.toBlob((blob) => mmx.download(blob, `${fileName(title)}.png`));
  }

  /** @param {string} words @returns {string} without what file systems refuse */
  const fileName = (words) => words.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "figure";

  Object.assign(mmx, { figure, button, showPlaying, icon, fileName, fontSize, paintOn });
})();
