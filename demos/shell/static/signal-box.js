/**
 * Choosing a box on a signal viewer, to hear that stretch of those frequencies and nothing else: with the box button and
 * a finger or the mouse, with Shift and the mouse, or with Shift and the arrow keys and then Enter.
 */
(() => {
  const CELLS = 5; // that an arrow key moves the box's corner
  const SHORTEST = 0.05; // seconds that one can still hear as something

  /** @param {any} viewer a SignalViewer */
  function signalBox(viewer) {
    let corner = null; // where a box of the keyboard began: {track, time, unit}
    let pending = null; // that box, which Enter plays
    const button = mmx.button("box", () => toggle(!isOn()), { words: mmx.word("box") });
    const isOn = () => button.getAttribute("aria-pressed") === "true";

    /** While it is on, a finger draws instead of scrolling the page. */
    function toggle(on) {
      button.setAttribute("aria-pressed", String(on));
      viewer.figure.stage.style.touchAction = on ? "none" : "";
    }

    /** Moves the free corner by cells; false where there is no band to hear. */
    function extend(columns, rows) {
      const cross = viewer.state.cross ?? middle(viewer);
      const track = cross && viewer.tracks[cross.track];
      if (!track?.playable) return false;
      if (corner?.track !== cross.track) corner = cross;
      const { row } = track.cell(cross.time, cross.unit);
      const time = mmx.clamp(cross.time + CELLS * columns * track.step(viewer.state), viewer.state.from, viewer.state.to);
      viewer.pointAt(cross.track, time, track.rowCentre(mmx.clamp(row + CELLS * rows, 0, track.rows - 1)));
      pending = viewer.state.band = audible(viewer, cellsBetween(viewer, corner, viewer.state.cross));
      viewer.figure.say(describe(pending));
      return true;
    }

    /** Drops a box that the keyboard began. */
    function forget() {
      if (pending && viewer.state.band === pending) viewer.state.band = null;
      corner = pending = null;
    }

    /** Plays a box, by default the keyboard's; false if there is none. */
    function play(band = pending) {
      if (!band) return false;
      viewer.playBand(audible(viewer, band));
      pending &&= viewer.state.band;
      return true;
    }

    /** Is there anything to choose from in a new signal? */
    function renew() {
      forget();
      button.hidden = !viewer.tracks.some((track) => track.playable);
      if (button.hidden) toggle(false);
    }

    toggle(false);
    return { button, isOn, extend, forget, play, renew, between: (index, a, b) => between(viewer, index, a, b) };
  }

  /** The middle of the first track that has bands to hear. */
  function middle({ tracks, state }) {
    const track = tracks.findIndex(({ playable }) => playable);
    return track < 0 ? null : { track, time: (state.from + state.to) / 2, unit: 0.5 };
  }

  /** The band between two corners {time, unit} of an image track: {track, from, to, low, high} in seconds and Hz. */
  function between(viewer, track, a, b) {
    const frequency = ({ unit }) => viewer.tracks[track].unitFrequency(mmx.clamp(unit, 0, 1));
    const [low, high] = [frequency(a), frequency(b)].sort((x, y) => x - y);
    return { track, from: Math.min(a.time, b.time), to: Math.max(a.time, b.time), low, high };
  }

  /** The band of all cells from one to another, both included. */
  function cellsBetween(viewer, { track, ...a }, b) {
    const { cell, image } = viewer.tracks[track];
    const [first, last] = [cell(a.time, a.unit), cell(b.time, b.unit)].sort((x, y) => x.time - y.time);
    const [bottom, top] = [first.row, last.row].sort((x, y) => x - y);
    const half = image.hop / 2;
    return between(viewer, track, { time: first.time - half, unit: image.bounds[bottom] }, { time: last.time + half, unit: image.bounds[top + 1] });
  }

  /** The box inside the signal, long and high enough to be heard. */
  function audible({ sound }, band) {
    const last = sound.start + sound.samples.length / sound.rate;
    const middle = (band.from + band.to) / 2;
    const half = Math.max(band.to - band.from, SHORTEST) / 2;
    return {
      ...band, from: Math.max(sound.start, middle - half), to: Math.min(last, middle + half),
      high: Math.min(Math.max(band.high, band.low + 1), sound.rate / 2),
    };
  }

  const describe = ({ from, to, low, high }) =>
    `${mmx.word("boxed")} ${mmx.number(from, 2)}–${mmx.number(to, 2)} s, ${mmx.number(low)}–${mmx.number(high)} Hz · ${mmx.word("boxEnter")}`;

  mmx.signalBox = signalBox;
})();
