/**
 * The sound-map viewer: a picture, the map of where a sound comes from, and the sound's tracks on one clock.
 *
 * Its state is {time, share, opacity}: the moment that is shown (null: the whole sound), the share of a map's highest score
 * under which nothing is drawn, and how strong a map of full confidence is.
 */
(() => {
  const FINE = 112; // pixels a side to which a map is smoothed
  const MOST = 420; // CSS pixels of the picture's side, at the smallest font
  const BESIDE = 640; // CSS pixels from which on the tracks stand beside the picture
  const HEAD = 24;
  const GAP = 14;
  const FADED = 0.5; // the confidence below which a map is called absent
  const WORDS = {
    whole: { en: "Whole sound", ko: "소리 전체" },
    threshold: { en: "Threshold, share of the highest score", ko: "임계값 (최고 점수에 대한 비율)" },
    opacity: { en: "Opacity of the map", ko: "지도의 불투명도" },
    short: { en: "Threshold", ko: "임계값" },
    shortOpacity: { en: "Opacity", ko: "불투명도" },
    confidence: { en: "confidence", ko: "확신도" },
    peak: { en: "peak", ko: "최고점" },
    score: { en: "score", ko: "점수" },
    covered: { en: "of the picture above the threshold", ko: "임계값을 넘는 넓이는 그림의" },
    hint: { en: "Play, or point at the spectrogram: the map is that of the 1.12 s around. A click on the picture takes a cell apart.", ko: "재생하거나 스펙트로그램을 가리키면 그 주변 1.12초의 지도가 나옵니다. 그림을 누르면 그 칸을 자세히 봅니다." },
    keys: {
      en: "Space plays and stops, left and right go from moment to moment, Escape shows the whole sound, up and down change the threshold, Enter chooses the peak's cell.",
      ko: "스페이스로 재생하거나 멈추고, 왼쪽과 오른쪽 화살표로 순간을 옮기고, Esc로 소리 전체를 보고, 위와 아래 화살표로 임계값을 바꾸고, Enter로 최고점의 칸을 고릅니다.",
    },
  };
  const P = mmx.pictures;
  const said = (name) => mmx.text(WORDS[name]);
  const percent = (share) => `${mmx.number(100 * share)} %`;

  class SoundMapViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.serial = 0;
      this.figure = mmx.figure(root, context, {
        height: () => (this.data ? this.arrange().height : 80),
        paintBase: (paint) => this.paintBase(paint),
        paintTop: (paint) => this.paintTop(paint),
        key: (event) => this.key(event),
        keys: said("keys"),
      });
      const { stage } = this.figure;
      stage.addEventListener("pointermove", (event) => this.hover(event));
      stage.addEventListener("click", (event) => this.click(event));
      this.buildTools();
    }

    buildTools() {
      this.playButton = mmx.button("play", () => this.toggle(), { words: mmx.word("play"), className: "mmx-primary" });
      this.wholeButton = mmx.button("whole", () => this.showTime(null), { words: said("whole"), title: said("whole") });
      const slider = (name, key, most) => mmx.el("input", {
        type: "range", class: "mmx-slider", min: 0, max: most, step: 0.01, "aria-label": said(name), title: said(name),
        oninput: (event) => { this.state[key] = Number(event.target.value); this.changed(); },
      });
      this.sliders = { share: slider("threshold", "share", 0.99), opacity: slider("opacity", "opacity", 1) };
      const labelled = (words, input) => mmx.el("label", { class: "mmx-sound-map-slider" }, mmx.el("span", {}, words), input);
      this.figure.tools.append(
        this.playButton, this.wholeButton, labelled(said("short"), this.sliders.share), labelled(said("shortOpacity"), this.sliders.opacity), this.figure.pngButton());
    }

    /** @param {any} value the payload of `sound_map(...)`, or null */
    update(value) {
      const serial = ++this.serial;
      this.stop();
      this.figure.setEmpty(!value);
      if (!value) {
        this.data = null;
        return this.figure.summarise(mmx.word("empty"));
      }
      const sound = { samples: mmx.audio.toFloat(mmx.unpack(value.sound.pcm)), rate: value.sound.sample_rate, start: 0 };
      const [count, rows, columns] = value.maps.shape;
      const read = {
        ...value, sound, count, rows, columns, tracks: value.sound.tracks.map((track) => mmx.signalTracks[track.type](track, sound)),
        maps: mmx.unpack(value.maps), confidences: mmx.unpack(value.confidences), seconds: sound.samples.length / sound.rate,
      };
      return P.decode(value.image).then((picture) => serial === this.serial && this.accept({ ...read, picture }))
        .catch((error) => { console.error("viewer:", error); this.data = null; this.figure.setEmpty(true); });
    }

    accept(data) {
      const { state } = this;
      if (state.wanted !== data.share) Object.assign(state, { wanted: data.share, share: data.share });
      state.opacity ??= data.opacity;
      if (!(state.time < data.seconds)) state.time = null;
      this.data = data;
      this.overlay = { key: "", canvas: null };
      this.sliders.opacity.value = state.opacity;
      this.figure.meta.textContent = `${data.rows} × ${data.columns} · ${mmx.number(data.seconds, 2)} s`;
      this.figure.summarise(`${this.words(0)}. ${data.tracks.map((track) => `${track.label}: ${track.summary}`).join(" ")}`);
      this.changed();
    }

    changed() {
      if (!this.data) return;
      this.sliders.share.value = this.state.share;
      this.wholeButton.classList.toggle("mmx-on", this.state.time === null);
      this.figure.redraw();
      this.figure.say(`${this.words(this.number())}${this.state.time === null ? ` · ${said("hint")}` : ""}`);
    }

    /** The map that is shown: 0 is that of the whole sound. */
    number() {
      const { time } = this.state;
      return time === null ? 0 : 1 + mmx.clamp(Math.round(time / this.data.step_seconds), 0, this.data.count - 2);
    }

    /** The levels of a map, 0 to 255. */
    levels(number) {
      const size = this.data.rows * this.data.columns;
      return this.data.maps.subarray(number * size, (number + 1) * size);
    }

    peakOf(number) {
      const levels = this.levels(number);
      const place = levels.indexOf(Math.max(...levels));
      return { row: Math.floor(place / this.data.columns), column: place % this.data.columns, score: levels[place] / 255 };
    }

    /** What a map says, in words. */
    words(number) {
      const { data } = this;
      const when = number ? `${mmx.number((number - 1) * data.step_seconds, 2)} s` : said("whole");
      const confidence = `${said("confidence")} ${percent(data.confidences[number])}`;
      if (data.confidences[number] < FADED) return `${when} · ${confidence} · ${mmx.text(data.absent)}`;
      const { row, column, score } = this.peakOf(number);
      const where = `${said("peak")}: ${mmx.word("row")} ${row}, ${mmx.word("column")} ${column} (${this.nameAt(row, column)}), ${said("score")} ${mmx.number(score, 2)}`;
      const covered = percent(this.fine(number).filter((value) => value >= this.state.share * score).length / FINE ** 2);
      return `${when} · ${confidence} · ${where} · ${mmx.language() === "ko" ? `${said("covered")} ${covered}` : `${covered} ${said("covered")}`}`;
    }

    nameAt(row, column) {
      const { data } = this;
      const [x, y] = [((column + 0.5) / data.columns) * data.picture.width, ((row + 0.5) / data.rows) * data.picture.height];
      const found = data.boxes.filter(({ edges: [left, top, right, bottom] }) => x >= left && x < right && y >= top && y < bottom).at(-1);
      return mmx.text(found ? found.label : data.nowhere);
    }

    /** A map as FINE × FINE scores, linear between the cells' middles. */
    fine(number) {
      const { rows, columns } = this.data;
      const levels = this.levels(number);
      const along = (count) => Array.from({ length: FINE }, (_, at) => {
        const place = mmx.clamp(((at + 0.5) / FINE) * count - 0.5, 0, count - 1);
        const first = Math.min(Math.floor(place), count - 2);
        return [Math.max(0, first), Math.min(Math.max(0, first) + 1, count - 1), place - Math.max(0, first)];
      });
      const [down, across] = [along(rows), along(columns)];
      const values = new Float32Array(FINE * FINE);
      down.forEach(([top, bottom, v], y) => across.forEach(([left, right, u], x) => {
        const upper = levels[top * columns + left] * (1 - u) + levels[top * columns + right] * u;
        const lower = levels[bottom * columns + left] * (1 - u) + levels[bottom * columns + right] * u;
        values[y * FINE + x] = (upper * (1 - v) + lower * v) / 255;
      }));
      return values;
    }

    /** The part of a map above the threshold, the stronger the nearer to its peak. */
    overlayOf(number) {
      const key = `${number} ${this.state.share}`;
      if (this.overlay.key === key) return this.overlay.canvas;
      const canvas = mmx.el("canvas", { width: FINE, height: FINE });
      const ctx = canvas.getContext("2d");
      const image = ctx.createImageData(FINE, FINE);
      const table = mmx.colourTable("magma");
      const most = Math.max(this.peakOf(number).score, 1e-6);
      this.fine(number).forEach((value, place) => {
        const share = Math.min(1, value / most);
        if (share < this.state.share) return;
        const level = Math.round(80 + 120 * share); // magma's palest colours would vanish on sand and snow
        image.data.set([table[level * 3], table[level * 3 + 1], table[level * 3 + 2], 90 + 165 * share], place * 4);
      });
      ctx.putImageData(image, 0, 0);
      this.overlay = { key, canvas };
      return canvas;
    }

    /** The picture's box, and one for each track, beside it or below. */
    arrange() {
      const { data } = this;
      const [width, scale] = [Math.max(120, this.figure.stage.clientWidth), this.figure.scale()];
      const beside = width >= BESIDE;
      const side = Math.min(beside ? width * 0.46 : width, MOST * scale);
      const picture = { x: 0, y: 0, w: side, h: (side / data.picture.width) * data.picture.height };
      const axis = this.axisHeight ?? 44 * scale;
      const left = (beside ? side + GAP : 0) + 52 * scale;
      let top = beside ? 0 : picture.h + GAP;
      const wanted = data.tracks.reduce((sum, track) => sum + track.height, 0);
      const room = beside ? picture.h - axis - data.tracks.length * HEAD * scale - 6 : wanted * scale;
      const tracks = data.tracks.map((track) => {
        const h = Math.max(36, (track.height / wanted) * room);
        const box = { x: left, y: top + HEAD * scale, w: Math.max(60, width - left - 2), h };
        top += HEAD * scale + h + 2;
        return box;
      });
      return { picture, tracks, height: Math.ceil(Math.max(picture.h, top + axis)) + 2 };
    }

    view() { return { from: 0, to: this.data.seconds }; }

    paintBase(paint) {
      if (!this.data) return;
      const { data, state } = this;
      this.axisHeight = mmx.xAxisHeight(paint);
      const { picture, tracks } = this.arrange();
      const number = this.number();
      P.paintPixels(paint, picture, data.picture);
      paint.ctx.save();
      paint.ctx.globalAlpha = state.opacity * mmx.clamp(data.confidences[number], 0, 1);
      paint.ctx.imageSmoothingEnabled = true;
      paint.ctx.drawImage(this.overlayOf(number), picture.x, picture.y, picture.w, picture.h);
      paint.ctx.restore();
      P.paintBoxes(paint, picture, data.boxes, data.picture.width);
      if (data.mark) P.outlineCell(paint, picture, data.rows, data.columns, data.mark, "accent");
      if (data.confidences[number] >= FADED) this.paintPeak(paint, picture, this.peakOf(number));
      mmx.frame(paint, picture);
      data.tracks.forEach((track, index) => this.paintTrack(paint, track, tracks[index]));
      mmx.xAxis(paint, tracks.at(-1), mmx.scale("linear", 0, data.seconds), `${mmx.word("time")} (s)`);
    }

    /** A ring around the highest cell. */
    paintPeak(paint, box, { row, column }) {
      const { ctx } = paint;
      const [x, y] = [box.x + ((column + 0.5) / this.data.columns) * box.w, box.y + ((row + 0.5) / this.data.rows) * box.h];
      for (const [thick, colour] of [[4, "halo"], [2, "cursor"]]) {
        ctx.lineWidth = thick;
        ctx.strokeStyle = paint.colour(colour);
        ctx.beginPath();
        ctx.arc(x, y, 7, 0, 2 * Math.PI);
        ctx.stroke();
      }
    }

    paintTrack(paint, track, box) {
      const line = box.y - (HEAD / 2) * this.figure.scale();
      const right = track.head(paint, box.x + box.w, line, "magma");
      mmx.label(paint, track.label, box.x, line, { colour: "ink", weight: 500, most: right - box.x - 10 });
      track.paint(paint, box, this.view(), "magma");
    }

    paintTop(paint) {
      if (!this.data || this.state.time === null) return;
      paint.ctx.fillStyle = paint.colour("cursor");
      for (const box of this.arrange().tracks) paint.ctx.fillRect(box.x + (this.state.time / this.data.seconds) * box.w - 1, box.y, 2, box.h);
    }

    /** The part under the pointer: the picture's place in the unit square, or a time of the tracks. */
    at(event) {
      const bounds = this.figure.stage.getBoundingClientRect();
      const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
      const { picture, tracks } = this.arrange();
      const inside = (box) => x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h;
      if (inside(picture)) return { u: (x - picture.x) / picture.w, v: (y - picture.y) / picture.h };
      const box = tracks.find(inside);
      return box ? { time: ((x - box.x) / box.w) * this.data.seconds } : {};
    }

    hover(event) {
      if (!this.data || this.handle) return;
      const { time } = this.at(event);
      if (time !== undefined) this.showTime(time);
    }

    click(event) {
      if (!this.data) return;
      const { u, v, time } = this.at(event);
      if (time !== undefined) this.seek(time);
      else if (u !== undefined) this.choose(Math.min(this.data.rows - 1, Math.floor(v * this.data.rows)), Math.min(this.data.columns - 1, Math.floor(u * this.data.columns)));
    }

    choose(row, column) {
      const value = this.levels(this.number())[row * this.data.columns + column] / 255;
      this.context.trigger("select", { index: [row, column], row, column, value, time: this.state.time });
    }

    showTime(time) {
      if (!this.data) return;
      if (time === null) this.stop();
      this.state.time = time === null ? null : mmx.clamp(time, 0, this.data.seconds);
      this.changed();
    }

    seek(time) {
      const playing = Boolean(this.handle);
      this.stop();
      this.showTime(time);
      if (playing) this.play();
    }

    toggle() { this.handle ? this.stop() : this.play(); }

    stop() { this.handle?.stop(); }

    play() {
      const { data, state } = this;
      if (!data) return;
      if (state.time === null || state.time >= data.seconds - 0.02) state.time = 0;
      this.handle = mmx.audio.play([data.sound.samples], data.sound.rate, { offset: state.time, ended: () => this.ended() });
      mmx.showPlaying(this.playButton, true);
      const handle = this.handle;
      const follow = () => {
        if (this.handle !== handle) return;
        const before = this.number();
        state.time = handle.time();
        if (this.number() === before) this.figure.redrawTop();
        else this.changed();
        requestAnimationFrame(follow);
      };
      requestAnimationFrame(follow);
    }

    ended() {
      this.handle = null;
      mmx.showPlaying(this.playButton, false);
      this.figure.redrawTop();
    }

    key(event) {
      if (!this.data) return false;
      const { step_seconds: step } = this.data;
      const peak = this.peakOf(this.number());
      const actions = {
        " ": () => this.toggle(), Escape: () => this.showTime(null), Home: () => this.seek(0), Enter: () => this.choose(peak.row, peak.column),
        ArrowLeft: () => this.seek((this.state.time ?? 0) - step), ArrowRight: () => this.seek(this.state.time === null ? 0 : this.state.time + step),
        ArrowUp: () => this.setShare(0.05), ArrowDown: () => this.setShare(-0.05),
      };
      actions[event.key]?.();
      return event.key in actions;
    }

    setShare(by) {
      this.state.share = mmx.clamp(this.state.share + by, 0, 0.99);
      this.changed();
    }

    destroy() {
      this.serial++;
      this.stop();
      this.figure.destroy();
    }
  }

  mmx.kinds["sound-map"] = (root, context) => new SoundMapViewer(root, context);
})();
