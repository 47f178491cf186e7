/** Mouse, pen and fingers on a signal viewer: point, click, drag to pan or to draw a box, drag the axis, pinch. */
(() => {
  const STILL = 4; // pixels that a click may move

  /** @param {any} viewer a SignalViewer */
  function signalPointer(viewer) {
    const { stage } = viewer.figure;
    const pointers = new Map();
    let drag = null;

    const place = (event) => {
      const bounds = stage.getBoundingClientRect();
      return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
    };

    stage.addEventListener("pointerdown", (event) => {
      if (!viewer.sound || event.button > 0) return;
      pointers.set(event.pointerId, place(event));
      stage.setPointerCapture(event.pointerId);
      drag = pointers.size === 2 ? startPinch(viewer, pointers) : startDrag(viewer, place(event), event.shiftKey);
    });
    stage.addEventListener("pointermove", (event) => {
      if (!viewer.sound) return;
      if (pointers.has(event.pointerId)) pointers.set(event.pointerId, place(event));
      if (drag) moveDrag(viewer, drag, place(event), pointers);
      if (!drag?.moved) hover(viewer, place(event));
    });
    const release = (event) => {
      pointers.delete(event.pointerId);
      if (drag && !pointers.size) {
        endDrag(viewer, drag, place(event), event.type === "pointercancel");
        drag = null;
      }
    };
    stage.addEventListener("pointerup", release);
    stage.addEventListener("pointercancel", release);
    stage.addEventListener("dblclick", () => viewer.sound && viewer.show(viewer.sound.start, viewer.end()));
    stage.addEventListener("wheel", (event) => wheel(viewer, event, place(event)), { passive: false });
  }

  /** The track under a point, or null. */
  function trackAt(viewer, { x, y }) {
    const index = viewer.tracks.findIndex(({ box }) => box && y >= box.y && y <= box.y + box.h && x >= box.x && x <= box.x + box.w);
    return index < 0 ? null : index;
  }

  const isOnAxis = (viewer, { x, y }) => {
    const { box } = viewer.tracks[viewer.tracks.length - 1];
    return y > box.y + box.h && x >= box.x;
  };

  function hover(viewer, point) {
    const index = trackAt(viewer, point);
    viewer.figure.stage.style.cursor = isOnAxis(viewer, point) ? "ew-resize" : index === null ? "default" : "crosshair";
    if (index === null) return;
    const { box } = viewer.tracks[index];
    viewer.pointAt(index, viewer.toTime(box, point.x), 1 - (point.y - box.y) / box.h);
  }

  function startDrag(viewer, point, shift) {
    const index = trackAt(viewer, point);
    const { box } = viewer.tracks[index ?? viewer.tracks.length - 1];
    const kind = isOnAxis(viewer, point) ? "zoom" : index === null ? "none" : (shift || viewer.box.isOn()) && viewer.tracks[index].playable ? "box" : "pan";
    return { kind, point, index, box, from: viewer.state.from, to: viewer.state.to, time: viewer.toTime(box, point.x), moved: false };
  }

  function startPinch(viewer, pointers) {
    const [a, b] = [...pointers.values()];
    const { box } = viewer.tracks[0];
    return { kind: "pinch", box, moved: true, times: [viewer.toTime(box, a.x), viewer.toTime(box, b.x)] };
  }

  function moveDrag(viewer, drag, point, pointers) {
    if (drag.kind === "pinch") return pinch(viewer, drag, pointers);
    drag.moved ||= Math.hypot(point.x - drag.point.x, point.y - drag.point.y) > STILL;
    if (!drag.moved) return undefined;
    const now = viewer.toTime(drag.box, point.x);
    if (drag.kind === "pan") {
      const shift = ((point.x - drag.point.x) / drag.box.w) * (drag.to - drag.from);
      return viewer.show(drag.from - shift, drag.to - shift);
    }
    if (drag.kind === "zoom") viewer.zoomDrag = [Math.min(drag.time, now), Math.max(drag.time, now)];
    if (drag.kind === "box") viewer.state.band = drawBox(viewer, drag, point);
    return viewer.figure.redrawTop();
  }

  function pinch(viewer, drag, pointers) {
    if (pointers.size < 2) return;
    const xs = [...pointers.values()].map(({ x }) => (x - drag.box.x) / drag.box.w);
    if (Math.abs(xs[1] - xs[0]) < 0.02) return;
    const perUnit = (drag.times[1] - drag.times[0]) / (xs[1] - xs[0]);
    const from = drag.times[0] - xs[0] * perUnit;
    viewer.show(from, from + perUnit);
  }

  /** The box from where the drag began to a point, where the cross-hair goes as well. */
  function drawBox(viewer, { index, box, point: start }, point) {
    const corner = ({ x, y }) => ({ time: viewer.toTime(box, mmx.clamp(x, box.x, box.x + box.w)), unit: 1 - (y - box.y) / box.h });
    const end = corner(point);
    viewer.pointAt(index, end.time, end.unit);
    return viewer.box.between(index, corner(start), end);
  }

  function endDrag(viewer, drag, point, cancelled) {
    const zoomed = viewer.zoomDrag;
    viewer.zoomDrag = null;
    if (cancelled || drag.kind === "pinch") return viewer.figure.redrawTop();
    viewer.box.forget();
    if (!drag.moved && drag.index !== null && drag.kind !== "zoom") return viewer.choose();
    if (drag.moved && drag.kind === "zoom" && zoomed) return viewer.show(...zoomed);
    if (drag.moved && drag.kind === "box") return viewer.box.play(drawBox(viewer, drag, point));
    return viewer.figure.redrawTop();
  }

  /** Ctrl or ⌘ and the wheel (a touchpad's pinch) zooms; sideways pans; a plain wheel scrolls the page as ever. */
  function wheel(viewer, event, point) {
    if (!viewer.sound) return;
    const { box } = viewer.tracks[0];
    if (event.ctrlKey || event.metaKey) viewer.zoom(Math.exp(mmx.clamp(event.deltaY, -60, 60) / 120), viewer.toTime(box, point.x));
    else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan(viewer, event.deltaX / box.w);
    else return;
    event.preventDefault();
  }

  function pan(viewer, share) {
    const { from, to } = viewer.state;
    viewer.show(from + share * (to - from), to + share * (to - from));
  }

  mmx.signalPointer = signalPointer;
})();
