/**
 * The player: several sounds on one clock at their true levels, heard alone or together; a stem's film plays beside it.
 *
 * Its state is {cursor, heard, exclusive}: seconds, which stems sound, and whether choosing one silences the others.
 */
(() => {
  const HEAD = 22; // CSS pixels of a stem's name, at the smallest font
  const ROW = 66; // and of its waveform; a film is as high and as wide
  const GAP = 8;

  class PlayerViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.handle = null;
      this.figure = mmx.figure(root, context, {
        height: () => Math.round(this.rowTop(this.stems?.length ?? 0) - (HEAD - 44) * this.figure.scale()),
        paintBase: (paint) => this.paintBase(paint),
        paintTop: (paint) => this.paintTop(paint),
        key: (event) => this.key(event),
        keys: mmx.word("playerKeys"),
      });
      this.figure.holder.addEventListener("keydown", (event) => this.digit(event));
      this.buildTools();
      this.figure.stage.addEventListener("pointerdown", (event) => this.press(event));
    }

    buildTools() {
      this.playButton = mmx.button("play", () => this.toggle(), { words: mmx.word("play"), className: "mmx-primary" });
      this.modeButton = mmx.button("together", () => this.changeMode(), { words: "" });
      this.figure.tools.append(this.playButton, this.modeButton, this.figure.pngButton());
      this.rows = mmx.el("div", { class: "mmx-stems" });
      this.figure.below.append(this.rows);
    }

    /** @param {any} value the payload of `player(...)`, or null */
    update(value) {
      const resume = this.handle ? this.state.cursor : null;
      this.stop();
      this.figure.setEmpty(!value);
      this.stems = value ? value.stems.map(stemOf) : [];
      this.rows.replaceChildren();
      if (!value) return this.figure.summarise(mmx.word("empty"));
      this.rate = value.sample_rate;
      this.seconds = Math.max(...this.stems.map(({ pcm }) => pcm.length)) / this.rate;
      this.limit = mmx.limitOf(Math.max(...this.stems.map(({ peak }) => peak), 1e-4));
      this.keepState(value);
      this.rows.append(...this.stems.map((stem, index) => this.stemRow(stem, index)));
      this.loadFilms();
      this.figure.meta.textContent = metaOf(value, this.seconds);
      this.figure.summarise(this.stems.map(({ label, levels }) => `${label}: ${levels}.`).join(" "));
      this.figure.say(this.stems.length > 1 ? mmx.word("playerHint") : "");
      this.show();
      if (resume !== null && resume < this.seconds) this.play();
    }

    /** Pictures are decoded while the waveforms are already there. */
    loadFilms() {
      const { stems } = this;
      stems.filter(({ film }) => film).forEach((stem) => {
        mmx.pictures.decode(stem.film.sheet).then((sheet) => {
          stem.sheet = sheet;
          if (this.stems === stems) this.figure.redrawTop();
        }).catch((error) => console.error("viewer:", error));
      });
    }

    /** The room for films on the left. */
    filmSide() { return this.stems.some(({ film }) => film) ? ROW * this.figure.scale() + GAP : 0; }

    keepState(value) {
      const { state, stems } = this;
      state.exclusive ??= value.exclusive;
      if (state.heard?.length !== stems.length) state.heard = stems.map((_, index) => !state.exclusive || index === 0);
      if (!(state.cursor < this.seconds)) state.cursor = 0;
    }

    stemRow(stem, index) {
      const key = mmx.el("button", { type: "button", class: "mmx-stem-name", "aria-pressed": "false", onclick: () => this.choose(index) },
        mmx.el("kbd", {}, String(index + 1)), mmx.el("i", { class: "mmx-swatch", style: `--c: var(--mmx-c${stem.colour})` }), mmx.el("span", {}, stem.label));
      const levels = mmx.el("span", { class: "mmx-stem-levels" }, stem.levels);
      const note = stem.note ? [mmx.el("span", { class: "mmx-stem-note" }, stem.note)] : [];
      const solo = mmx.button("solo", () => this.solo(index), { words: mmx.word("solo"), title: `${mmx.word("solo")}: ${stem.label}`, className: "mmx-small" });
      const save = mmx.button("png", () => mmx.download(mmx.audio.wav(stem.pcm, this.rate), `${mmx.fileName(stem.label)}.wav`),
        { title: `${mmx.word("wav")}: ${stem.label}`, className: "mmx-quiet" });
      return mmx.el("div", { class: "mmx-stem" }, key, ...note, levels, solo, save);
    }

    /** Marks what is heard, on the buttons and in the picture. */
    show() {
      const { state } = this;
      [...this.rows.children].forEach((row, index) => {
        row.querySelector(".mmx-stem-name").setAttribute("aria-pressed", String(state.heard[index]));
        row.classList.toggle("mmx-silent", !state.heard[index]);
      });
      const words = mmx.word(state.exclusive ? "together" : "oneByOne");
      this.modeButton.querySelector("span").textContent = words;
      this.modeButton.setAttribute("aria-label", words);
      this.modeButton.title = words;
      this.modeButton.hidden = this.stems.length < 2;
      this.handle?.setGains(this.gains());
      this.figure.redraw();
    }

    gains() { return this.state.heard.map((heard) => (heard ? 1 : 0)); }

    /** One at a time: hear this one instead. Together: mute or unmute it. */
    choose(index) {
      const { state } = this;
      if (state.exclusive) state.heard = this.stems.map((_, place) => place === index);
      else state.heard[index] = !state.heard[index];
      this.show();
      this.context.trigger("select", { index: [index], value: this.stems[index].label, stem: index, time: state.cursor });
    }

    solo(index) {
      const alone = this.state.heard.every((heard, place) => heard === (place === index));
      this.state.heard = this.stems.map((_, place) => place === index || (alone && !this.state.exclusive));
      this.show();
    }

    changeMode() {
      const { state } = this;
      state.exclusive = !state.exclusive;
      const first = Math.max(0, state.heard.indexOf(true));
      state.heard = this.stems.map((_, index) => !state.exclusive || index === first);
      this.show();
    }

    toggle() { this.handle ? this.stop() : this.play(); }

    stop() { this.handle?.stop(); }

    play() {
      const { state } = this;
      if (state.cursor >= this.seconds - 0.02) state.cursor = 0;
      this.handle = mmx.audio.play(this.stems.map(({ samples }) => samples), this.rate, {
        offset: state.cursor, gains: this.gains(), ended: () => this.ended(),
      });
      mmx.showPlaying(this.playButton, true);
      const handle = this.handle;
      const follow = () => {
        if (this.handle !== handle) return;
        state.cursor = handle.time();
        this.figure.redrawTop();
        requestAnimationFrame(follow);
      };
      requestAnimationFrame(follow);
    }

    ended() {
      this.handle = null;
      mmx.showPlaying(this.playButton, false);
      this.figure.redrawTop();
    }

    seek(time) {
      const playing = this.handle !== null;
      this.stop();
      this.state.cursor = mmx.clamp(time, 0, this.seconds);
      if (playing) this.play();
      this.figure.say(`${mmx.number(this.state.cursor, 2)} s`);
      this.figure.redrawTop();
    }

    /** A press on a waveform chooses it (one at a time) and seeks. */
    press(event) {
      if (!this.stems.length || !this.box) return;
      const bounds = this.figure.stage.getBoundingClientRect();
      const index = Math.floor((event.clientY - bounds.top) / (this.rowTop(1) - this.rowTop(0)));
      const onFilm = this.stems[index]?.film && event.clientX - bounds.left < this.filmSide();
      if (onFilm) return this.state.exclusive ? this.choose(index) : this.solo(index);
      if (this.state.exclusive && this.stems[index] && !this.state.heard[index]) this.choose(index);
      this.seek(((event.clientX - bounds.left - this.box.x) / this.box.w) * this.seconds);
    }

    key(event) {
      if (!this.stems.length) return false;
      const actions = {
        " ": () => this.toggle(), Escape: () => this.stop(), Home: () => this.seek(0),
        ArrowLeft: () => this.seek(this.state.cursor - (event.shiftKey ? 1 : 0.1)),
        ArrowRight: () => this.seek(this.state.cursor + (event.shiftKey ? 1 : 0.1)),
      };
      actions[event.key]?.();
      return event.key in actions;
    }

    digit(event) {
      const index = Number(event.key) - 1;
      if (!event.ctrlKey && !event.metaKey && !event.altKey && this.stems[index]) this.choose(index);
    }

    /** Where a stem's waveform starts. */
    rowTop(index) { return Math.round((index * (HEAD + ROW + 4) + HEAD) * this.figure.scale()); }

    paintBase(paint) {
      if (!this.stems.length) return;
      const left = Math.ceil(mmx.measure(paint, "−0.05")) + 13 + this.filmSide();
      const axis = mmx.scale("linear", -this.limit, this.limit);
      const view = { from: 0, to: this.seconds };
      this.stems.forEach((stem, index) => {
        this.box = { x: left, y: this.rowTop(index), w: paint.width - left - 2, h: ROW * this.figure.scale() };
        const wave = { lows: stem.samples, highs: stem.samples, rate: this.rate, start: 0, axis, colour: `c${stem.colour}` };
        paint.ctx.globalAlpha = this.state.heard[index] ? 1 : 0.28;
        mmx.paintWave(paint, this.box, view, wave);
        paint.ctx.globalAlpha = 1;
        const heard = this.state.heard[index] ? "ink" : "muted";
        mmx.label(paint, `${index + 1}  ${stem.label}`, this.box.x, this.box.y - (HEAD / 2) * this.figure.scale(), { colour: heard, weight: 500, most: this.box.w });
      });
      mmx.xAxis(paint, this.box, mmx.scale("linear", 0, this.seconds), `${mmx.word("time")} (s)`);
    }

    paintTop(paint) {
      if (!this.stems.length || !this.box) return;
      const x = this.box.x + (this.state.cursor / this.seconds) * this.box.w;
      paint.ctx.fillStyle = paint.colour("cursor");
      this.stems.forEach((stem, index) => {
        paint.ctx.fillRect(x - 1, this.rowTop(index), 2, this.box.h);
        if (stem.sheet) this.paintFilm(paint, stem, index);
      });
    }

    /** The frame at the cursor; while a film's sound is heard, those that are not heard are faint. */
    paintFilm(paint, { film, sheet }, index) {
      const frame = mmx.clamp(Math.floor(this.state.cursor * film.fps), 0, film.count - 1);
      const side = ROW * this.figure.scale();
      const others = this.stems.some((stem, place) => stem.film && this.state.heard[place]);
      paint.ctx.globalAlpha = this.state.heard[index] || !others ? 1 : 0.35;
      paint.ctx.drawImage(sheet.canvas, 0, frame * film.height, film.width, film.height, 0, this.rowTop(index), side, side);
      paint.ctx.globalAlpha = 1;
    }

    destroy() {
      this.stop();
      this.figure.destroy();
    }
  }

  function stemOf(stem) {
    const pcm = mmx.unpack(stem.waveform);
    const samples = mmx.audio.toFloat(pcm);
    const level = (value) => (value <= -119 ? "−∞" : mmx.number(value, 1));
    return {
      pcm, samples, film: stem.film, sheet: null, colour: stem.colour, label: mmx.text(stem.label), note: stem.note ? mmx.text(stem.note) : "",
      peak: samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
      levels: `${mmx.word("peak")} ${level(stem.peak_db)} · ${mmx.word("rms")} ${level(stem.rms_db)} dBFS`,
    };
  }

  function metaOf(value, seconds) {
    const facts = [`${mmx.number(seconds, 2)} s`, `${mmx.number(value.original_rate)} Hz`];
    if (value.original_rate !== value.sample_rate) facts.push(`${mmx.word("playedAt")} ${mmx.number(value.sample_rate)} Hz`);
    if (value.gain < 1) facts.push(`${mmx.number(-20 * Math.log10(value.gain), 1)} dB ${mmx.word("turnedDown")}`);
    return facts.join(" · ");
  }

  mmx.kinds.player = (root, context) => new PlayerViewer(root, context);
})();
