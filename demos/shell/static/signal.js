/**
 * The signal viewer: stacked tracks on one time axis, a playing cursor, and bands that one can click and hear.
 *
 * Its state is {from, to, cursor, cross: {track, time, unit}, band, map}: seconds, and heights from 0 (bottom) to 1 (top).
 */
(() => {
  const HEAD = 26;
  const NARROW = 480; // CSS pixels below which a track's name and its colour bar take a line each
  const GAP = 10;
  const SHORTEST = 0.002; // seconds that a full zoom shows
  const AROUND = 0.25; // seconds heard on either side of a clicked cell

  class SignalViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.tracks = [];
      this.sound = null;
      this.handle = null;
      this.figure = mmx.figure(root, context, {
        height: () => this.height(),
        paintBase: (paint) => this.paintBase(paint),
        paintTop: (paint) => this.paintTop(paint),
        key: (event) => this.key(event),
        keys: mmx.word("signalKeys"),
      });
      this.buildTools();
      mmx.signalPointer(this);
    }

    buildTools() {
      this.playButton = mmx.button("play", () => this.toggle(), { words: mmx.word("play"), className: "mmx-primary" });
      this.mapChoice = mmx.el("select", { class: "mmx-select", "aria-label": mmx.word("colours"), title: mmx.word("colours"), onchange: () => this.chooseMap() },
        ...["viridis", "magma", "grey"].map((name) => mmx.el("option", { value: name }, mmx.word(name))));
      const zoom = mmx.el("div", { class: "mmx-group" },
        mmx.button("zoomOut", () => this.zoom(2)), mmx.button("zoomIn", () => this.zoom(0.5)), mmx.button("zoomFit", () => this.show(this.sound.start, this.end())));
      this.box = mmx.signalBox(this);
      this.figure.tools.append(this.playButton, zoom, this.box.button, this.mapChoice, this.figure.pngButton());
    }

    /** @param {any} value the payload of `signal(...)`, or null */
    update(value) {
      this.stop();
      this.figure.setEmpty(!value);
      this.tracks = [];
      this.sound = value ? soundOf(value) : null;
      if (!value) return this.figure.summarise(mmx.word("empty"));
      this.tracks = value.tracks.map((track) => mmx.signalTracks[track.type](track, this.sound));
      this.keepState(value.tracks);
      this.box.renew();
      this.figure.meta.textContent = metaOf(value, this.sound);
      this.hint = mmx.word(this.tracks.some((track) => track.playable) ? "signalHint" : "waveHint");
      this.figure.summarise(this.tracks.map((track) => `${track.label}: ${track.summary}`).join(" "));
      this.figure.redraw();
      this.readOut();
    }

    /** Keeps zoom, cursor and cross-hair where the new signal has them too. */
    keepState(tracks) {
      const { state } = this;
      if (!(state.to <= this.end() + 1e-6 && state.from >= this.sound.start) || state.whole) {
        Object.assign(state, { from: this.sound.start, to: this.end(), whole: true });
      }
      if (!(state.cursor >= this.sound.start && state.cursor <= this.end())) state.cursor = this.sound.start;
      if (state.cross && !this.tracks[state.cross.track]) state.cross = null;
      if (state.band && !this.tracks[state.band.track]?.playable) state.band = null;
      const sequential = tracks.find((track) => track.type === "image" && ["viridis", "magma", "grey"].includes(track.map));
      this.mapChoice.hidden = !sequential;
      this.mapChoice.value = state.map ?? sequential?.map ?? "magma";
    }

    end() { return this.sound.start + this.sound.samples.length / this.sound.rate; }

    chooseMap() {
      this.state.map = this.mapChoice.value;
      this.figure.redraw();
    }

    // Layout and painting.

    /** The height above a track for its name and what stands beside it. */
    headOf(track) {
      const lines = track.rows > 1 && this.figure.stage.clientWidth < NARROW ? 1.7 : 1;
      return Math.round(HEAD * lines * this.figure.scale());
    }

    height() {
      if (this.context.height) return this.context.height;
      const tracks = this.tracks.reduce((sum, track) => sum + this.headOf(track) + track.height * this.figure.scale() + GAP, 0);
      return Math.max(80, tracks - GAP + (this.axisHeight ?? 44 * this.figure.scale()));
    }

    /** Gives every track its box; a fixed height is shared out in proportion. */
    layout(paint) {
      this.axisHeight = mmx.xAxisHeight(paint);
      const left = Math.ceil(mmx.measure(paint, "20,000")) + 12;
      const wanted = this.tracks.reduce((sum, track) => sum + track.height, 0);
      const heads = this.tracks.reduce((sum, track) => sum + this.headOf(track) + GAP, 0);
      const room = paint.height - this.axisHeight - heads + GAP;
      let y = 0;
      for (const track of this.tracks) {
        const h = Math.round((track.height / wanted) * room);
        const head = this.headOf(track);
        track.box = { x: left, y: y + head, w: Math.max(20, paint.width - left - 2), h };
        y += head + h + GAP;
      }
    }

    paintBase(paint) {
      if (!this.sound) return;
      this.layout(paint);
      for (const track of this.tracks) {
        const { box } = track;
        const line = box.y - (HEAD / 2) * this.figure.scale();
        const right = track.head(paint, box.x + box.w, line, this.state.map);
        const above = box.y - this.headOf(track) + (HEAD / 2) * this.figure.scale();
        const most = above < line ? box.w : right - box.x - 10;
        mmx.label(paint, track.label, box.x, Math.min(above, line), { colour: "ink", weight: 500, most });
        if (track.unit) mmx.label(paint, track.unit, box.x - 7, line, { align: "right" });
        track.paint(paint, box, this.state, this.state.map);
      }
      const { box } = this.tracks[this.tracks.length - 1];
      mmx.xAxis(paint, box, mmx.scale("linear", this.state.from, this.state.to), `${mmx.word("time")} (s)`);
    }

    toX(box, time) { return box.x + ((time - this.state.from) / (this.state.to - this.state.from)) * box.w; }

    toTime(box, x) { return this.state.from + ((x - box.x) / box.w) * (this.state.to - this.state.from); }

    paintTop(paint) {
      if (!this.sound || !this.tracks[0].box) return;
      const { state } = this;
      if (state.band) this.paintBand(paint, state.band);
      if (state.cross) this.paintCross(paint, state.cross);
      for (const { box } of this.tracks) {
        const x = this.toX(box, state.cursor);
        if (x < box.x - 1 || x > box.x + box.w + 1) continue;
        paint.ctx.fillStyle = paint.colour("cursor");
        paint.ctx.fillRect(x - 1, box.y, 2, box.h);
      }
      if (this.zoomDrag) this.paintZoomDrag(paint);
    }

    paintBand(paint, { track, from, to, low, high }) {
      const { box, frequencyUnit } = this.tracks[track];
      const top = box.y + (1 - mmx.clamp(frequencyUnit(high), 0, 1)) * box.h;
      const bottom = box.y + (1 - mmx.clamp(frequencyUnit(low), 0, 1)) * box.h;
      const left = this.toX(box, from);
      mmx.clipped(paint, box, (ctx) => {
        for (const [width, colour] of [[4, "halo"], [2, "cursor"]]) {
          ctx.lineWidth = width;
          ctx.strokeStyle = paint.colour(colour);
          ctx.strokeRect(left, top, this.toX(box, to) - left, Math.max(3, bottom - top));
        }
      });
    }

    paintCross(paint, { track, time, unit }) {
      for (const { box } of this.tracks) {
        const x = this.toX(box, time);
        if (x >= box.x && x <= box.x + box.w) mmx.hairline(paint, x, box.y, x, box.y + box.h, "cross");
      }
      const { box, rows } = this.tracks[track];
      const y = box.y + (1 - unit) * box.h;
      if (rows > 1) mmx.hairline(paint, box.x, y, box.x + box.w, y, "cross");
    }

    paintZoomDrag(paint) {
      const { ctx } = paint;
      const [from, to] = this.zoomDrag;
      ctx.fillStyle = paint.colour("select");
      for (const { box } of this.tracks) {
        const left = mmx.clamp(this.toX(box, from), box.x, box.x + box.w);
        ctx.fillRect(left, box.y, mmx.clamp(this.toX(box, to), box.x, box.x + box.w) - left, box.h);
      }
    }

    // What is where.

    /** Shows the read-out of the cross-hair, or how to use the figure. */
    readOut() {
      const { cross } = this.state;
      if (!cross) return this.figure.say(this.hint);
      const track = this.tracks[cross.track];
      this.figure.say(`${mmx.number(cross.time, 3)} s · ${track.read(cross.time, cross.unit)}${this.heard ?? ""}`);
    }

    pointAt(track, time, unit) {
      this.heard = "";
      this.state.cross = { track, time: mmx.clamp(time, this.sound.start, this.end()), unit };
      this.figure.redrawTop();
      this.readOut();
    }

    // Zoom.

    /** Shows from `from` to `to` seconds, inside the signal. */
    show(from, to) {
      const { start } = this.sound;
      const span = mmx.clamp(to - from, Math.min(SHORTEST, this.end() - start), this.end() - start);
      this.state.from = mmx.clamp(from, start, this.end() - span);
      this.state.to = this.state.from + span;
      this.state.whole = span >= this.end() - start - 1e-9;
      this.figure.redraw();
    }

    /** Zooms around `centre` seconds, by default the cross-hair or the middle. */
    zoom(factor, centre = null) {
      const { from, to, cross } = this.state;
      const inside = cross && cross.time >= from && cross.time <= to ? cross.time : (from + to) / 2;
      const fixed = centre ?? inside;
      this.show(fixed - (fixed - from) * factor, fixed + (to - fixed) * factor);
    }

    // Sound.

    toggle() { this.handle ? this.stop() : this.playFrom(this.state.cursor); }

    stop() { this.handle?.stop(); }

    playFrom(time) {
      const { start, samples, rate } = this.sound;
      const from = time >= this.end() - 0.02 ? start : time;
      this.state.band = null;
      this.listen(() => mmx.audio.play([samples], rate, { offset: from - start, ended: () => this.ended() }), start);
    }

    /** Plays one band of a stretch: {track, from, to, low, high} in seconds and Hz. */
    playBand(band) {
      const { start, samples, rate } = this.sound;
      const back = this.state.cursor;
      const heard = mmx.audio.cutBand(samples, rate, { ...band, from: band.from - start, to: band.to - start });
      this.state.band = band;
      this.heard = ` · ${mmx.word("band")} ${mmx.number(band.low)}–${mmx.number(band.high)} Hz, ${mmx.dbfs(mmx.audio.rms(heard))}`;
      this.listen(() => mmx.audio.play([heard], rate, { ended: () => this.ended(back) }), Math.max(start, band.from));
      this.readOut();
    }

    listen(play, offset) {
      this.handle = play();
      mmx.showPlaying(this.playButton, true);
      const handle = this.handle;
      const follow = () => {
        if (this.handle !== handle) return;
        this.moveCursor(offset + handle.time());
        requestAnimationFrame(follow);
      };
      requestAnimationFrame(follow);
    }

    moveCursor(time) {
      const { state } = this;
      state.cursor = Math.min(time, this.end());
      if (state.cursor > state.to && state.to < this.end()) this.show(state.cursor, state.cursor + state.to - state.from);
      this.figure.redrawTop();
    }

    /** @param {number} [cursor] where it goes back to */
    ended(cursor = this.state.cursor) {
      this.handle = null;
      this.state.cursor = cursor;
      mmx.showPlaying(this.playButton, false);
      this.figure.redrawTop();
    }

    /** What a click or Enter does: seek, and on an image hear the band under the cross-hair. */
    choose() {
      const { cross } = this.state;
      if (!cross) return;
      const track = this.tracks[cross.track];
      const cell = track.playable ? track.cell(cross.time, cross.unit) : null;
      this.state.cursor = cross.time;
      if (cell) this.playBand(bandAround(cell, cross.track, this.sound.rate));
      else this.figure.redrawTop();
      this.context.trigger("select", { index: [cross.track], value: cross.time, time: cross.time, track: cross.track, frequency: cell ? cell.y : null });
    }

    // Keyboard.

    key(event) {
      if (!this.sound) return false;
      const actions = {
        " ": () => this.toggle(), Enter: () => this.box.play() || this.choose(), Escape: () => this.leave(),
        "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2), 0: () => this.show(this.sound.start, this.end()),
        ArrowLeft: () => this.arrow(-1, 0, event.shiftKey), ArrowRight: () => this.arrow(1, 0, event.shiftKey),
        ArrowUp: () => this.arrow(0, 1, event.shiftKey), ArrowDown: () => this.arrow(0, -1, event.shiftKey),
        PageUp: () => this.step(0, 10), PageDown: () => this.step(0, -10),
        Home: () => this.step(-Infinity, 0), End: () => this.step(Infinity, 0),
      };
      actions[event.key]?.();
      return event.key in actions;
    }

    /** An arrow key moves the cross-hair; with Shift it draws a box, or moves fast where there is no band to hear. */
    arrow(columns, rows, shift) {
      if (shift && this.box.extend(columns, rows)) return;
      this.step(shift ? 10 * columns : columns, shift ? 10 * rows : rows);
    }

    /** Stops, and lets go of a box. */
    leave() {
      this.stop();
      this.box.forget();
      this.figure.redrawTop();
      this.readOut();
    }

    /** Moves the cross-hair by cells; past the top or bottom of a track it enters the next one. */
    step(columns, rows) {
      this.box.forget();
      const { from, to } = this.state;
      const cross = this.state.cross ?? { track: 0, time: mmx.clamp(this.state.cursor, from, to), unit: 0.5 };
      const track = this.tracks[cross.track];
      const time = mmx.clamp(columns ? cross.time + columns * track.step(this.state) : cross.time, from, to);
      if (rows === 0) return this.pointAt(cross.track, time, cross.unit);
      const row = track.rows > 1 ? track.cell(time, cross.unit).row + rows : rows > 0 ? track.rows : -1;
      if (row >= 0 && row < track.rows) return this.pointAt(cross.track, time, track.rowCentre(row));
      const next = mmx.clamp(cross.track - Math.sign(rows), 0, this.tracks.length - 1);
      const entered = this.tracks[next];
      if (next === cross.track) return this.pointAt(next, time, cross.unit);
      return this.pointAt(next, time, entered.rows > 1 ? entered.rowCentre(rows > 0 ? 0 : entered.rows - 1) : 0.5);
    }

    destroy() {
      this.stop();
      this.figure.destroy();
    }
  }

  function soundOf(value) {
    return { samples: mmx.audio.toFloat(mmx.unpack(value.pcm)), rate: value.sample_rate, start: value.start };
  }

  function metaOf(value, sound) {
    const facts = [`${mmx.number(sound.samples.length / sound.rate, 2)} s`, `${mmx.number(value.original_rate)} Hz`];
    if (value.original_rate !== value.sample_rate) facts.push(`${mmx.word("playedAt")} ${mmx.number(value.sample_rate)} Hz`);
    if (value.gain < 1) facts.push(`${mmx.number(-20 * Math.log10(value.gain), 1)} dB ${mmx.word("turnedDown")}`);
    return facts.join(" · ");
  }

  /** A third of an octave, at least 120 Hz wide, and a quarter second on either side. */
  function bandAround({ time, y }, track, rate) {
    const low = Math.max(0, Math.min(y * 2 ** (-1 / 6), y - 60));
    const high = Math.min(rate / 2, Math.max(y * 2 ** (1 / 6), y + 60));
    return { track, from: time - AROUND, to: time + AROUND, low, high };
  }

  mmx.kinds.signal = (root, context) => new SignalViewer(root, context);
})();
