/**
 * The viewers' common ground: language, words, elements, arrays, numbers, theme, and `mmx.mount`, which Gradio calls.
 *
 * Classic scripts that share one global, `mmx`, so that they work offline and without a build step. Text reaches the
 * page as text nodes only.
 *
 * @typedef {{en: string, ko: string}} Text
 * @typedef {{dtype: string, shape: number[], data: string}} Packed
 */
window.mmx = (() => {
  const WORDS = {
    play: { en: "Play", ko: "재생" },
    stop: { en: "Stop", ko: "정지" },
    zoomIn: { en: "Zoom in", ko: "확대" },
    zoomOut: { en: "Zoom out", ko: "축소" },
    zoomFit: { en: "Show all", ko: "전체 보기" },
    png: { en: "Save as PNG", ko: "PNG로 저장" },
    wav: { en: "Save as WAV", ko: "WAV로 저장" },
    colours: { en: "Colour map", ko: "색상표" },
    viridis: { en: "Viridis", ko: "비리디스" },
    magma: { en: "Magma", ko: "마그마" },
    grey: { en: "Grey", ko: "회색조" },
    time: { en: "time", ko: "시간" },
    frequency: { en: "frequency", ko: "주파수" },
    amplitude: { en: "amplitude", ko: "진폭" },
    mel: { en: "mel", ko: "멜" },
    band: { en: "band", ko: "대역" },
    box: { en: "Box", ko: "상자" },
    boxed: { en: "box", ko: "상자" },
    boxEnter: { en: "Enter plays it", ko: "Enter를 누르면 들립니다" },
    empty: { en: "Nothing to show yet.", ko: "아직 표시할 내용이 없습니다." },
    failed: { en: "This figure could not be drawn.", ko: "그림을 그리지 못했습니다." },
    figure: { en: "interactive figure", ko: "대화형 그림" },
    least: { en: "lowest", ko: "최소" },
    most: { en: "highest", ko: "최대" },
    at: { en: "at", ko: "위치" },
    frames: { en: "frames", ko: "프레임" },
    bins: { en: "bins", ko: "빈" },
    pooled: { en: "each cell the largest of", ko: "각 칸은 이웃 중 최댓값:" },
    peak: { en: "peak", ko: "최고" },
    rms: { en: "RMS", ko: "RMS" },
    turnedDown: { en: "turned down to fit full scale", ko: "최대 진폭에 맞춰 낮춤" },
    playedAt: { en: "played at", ko: "재생 표본화율" },
    solo: { en: "Solo", ko: "단독" },
    mute: { en: "Mute", ko: "음소거" },
    hear: { en: "Hear", ko: "듣기" },
    together: { en: "All together", ko: "모두 함께" },
    oneByOne: { en: "One at a time", ko: "하나씩" },
    frame: { en: "frame", ko: "프레임" },
    row: { en: "row", ko: "행" },
    column: { en: "column", ko: "열" },
    curve: { en: "curve", ko: "곡선" },
    shown: { en: "shown", ko: "표시" },
    signalHint: {
      en: "Click a spot to hear its band. To hear a box, press Box (or hold Shift) and drag. Drag along the time axis to zoom.",
      ko: "한 점을 누르면 그 대역이 들립니다. [상자]를 누르고(또는 Shift를 누른 채) 끌면 그 상자만 들립니다. 시간축을 끌면 확대됩니다.",
    },
    waveHint: {
      en: "Click to move the cursor. Drag along the time axis to zoom.",
      ko: "누르면 재생 위치가 옮겨집니다. 시간축을 끌면 확대됩니다.",
    },
    plotHint: {
      en: "Point at the curves, or use the arrow keys, to read values.",
      ko: "곡선을 가리키거나 화살표 키를 쓰면 값을 읽을 수 있습니다.",
    },
    matrixHint: {
      en: "Point at a cell, or use the arrow keys, to read it and its row and column.",
      ko: "칸을 가리키거나 화살표 키를 쓰면 값과 그 행, 열을 볼 수 있습니다.",
    },
    playerHint: {
      en: "Keys 1 to 9 switch between the sounds while they play.",
      ko: "재생 중에 1부터 9까지의 키로 소리를 바꿀 수 있습니다.",
    },
    signalKeys: {
      en: "Arrow keys move the cross-hair, Enter plays what is under it; Shift and arrow keys draw a box, Enter plays it, Escape drops it; Space plays and stops, plus, minus and 0 zoom.",
      ko: "화살표 키로 십자선을 옮기고 Enter로 그 지점을 듣습니다. Shift와 화살표 키로 상자를 그리고 Enter로 듣고 Esc로 지웁니다. Space로 전체를 재생하거나 멈추고, +, -, 0으로 확대를 조절합니다.",
    },
    plotKeys: {
      en: "Left and right arrows move along the x axis, Enter selects.",
      ko: "왼쪽과 오른쪽 화살표 키로 가로축을 따라 움직이고 Enter로 고릅니다.",
    },
    matrixKeys: {
      en: "Arrow keys move from cell to cell, Enter selects.",
      ko: "화살표 키로 칸을 옮겨 다니고 Enter로 고릅니다.",
    },
    playerKeys: {
      en: "Space plays and stops, arrows seek, 1 to 9 choose a sound.",
      ko: "Space로 재생하거나 멈추고, 화살표 키로 위치를 옮기고, 1부터 9까지로 소리를 고릅니다.",
    },
  };

  /** @returns {"en" | "ko"} the page's language */
  const language = () => (document.documentElement.lang === "ko" ? "ko" : "en");

  /** @param {Text | string | null | undefined} words @returns {string} the sentence in the page's language */
  const text = (words) => (words && typeof words === "object" ? words[language()] ?? words.en : String(words ?? ""));

  /** @param {keyof typeof WORDS} key @returns {string} one of the viewers' own words */
  const word = (key) => text(WORDS[key]);

  /**
   * An element with attributes and children; a string child becomes a text node, never markup.
   * @param {string} tag @param {Record<string, any>} [attributes] `on*` functions are listeners
   * @param {...(Node | string)} children @returns {any}
   */
  function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...children);
    return element;
  }

  const ARRAYS = { uint8: Uint8Array, int16: Int16Array, float32: Float32Array };

  /** @param {Packed} packed @returns {any} the typed array that Python packed */
  function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed.data), (letter) => letter.charCodeAt(0));
    return new ARRAYS[packed.dtype](bytes.buffer);
  }

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  /** @param {number} value @param {number} [digits] decimals @returns {string} with grouped thousands and a true minus */
  function number(value, digits = 0) {
    if (!Number.isFinite(value)) return "–";
    const shown = value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return shown.replace(/^-(?=[0.,]*$)/, "").replace("-", "−");
  }

  /** @param {number} value @returns {string} about four significant digits, whatever the size */
  function compact(value) {
    const size = Math.abs(value);
    if (!Number.isFinite(value)) return "–";
    if (Number.isInteger(value) && size < 1e6) return number(value);
    if (size < 1e-3 || size >= 1e6) return value.toExponential(2).replace(/-/g, "−");
    return number(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
  }

  /** @param {number} value @returns {string} two or three digits, for cells and colour bars */
  const compactShort = (value) => {
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e5) return number(value);
    if (size < 0.005 || size >= 1e5) return value.toExponential(0).replace(/-/g, "−").replace("+", "");
    return number(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
  };

  /** @param {number} value @param {string} unit @returns {string} */
  const withUnit = (value, unit) => (unit ? `${compact(value)} ${unit}` : compact(value));

  /** @param {number} amplitude linear, 1 is full scale @returns {string} dBFS */
  const dbfs = (amplitude) => (amplitude > 1e-6 ? `${number(20 * Math.log10(amplitude), 1)} dBFS` : "−∞ dBFS");

  /** @type {Set<() => void>} */
  const themeListeners = new Set();
  /** @type {Set<() => void>} */
  const languageListeners = new Set();

  function watchPage() {
    let spoken = language();
    const react = () => {
      const changed = spoken !== language();
      spoken = language();
      (changed ? languageListeners : themeListeners).forEach((listener) => listener());
    };
    const observer = new MutationObserver(react);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "lang", "style"] });
    observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  /** @param {Element} element @returns {(name: string) => string} reads the viewers' CSS variables */
  function palette(element) {
    const style = getComputedStyle(element);
    return (name) => style.getPropertyValue(`--mmx-${name}`).trim();
  }

  /** @type {Record<string, (root: HTMLElement, context: object) => {update: (value: any) => void, destroy: () => void}>} */
  const kinds = {};

  /**
   * Puts a viewer into a `gr.HTML`. Its `state` (zoom, cursor, choices) outlives updates, languages and lost canvases.
   * @param {string} kind @param {HTMLElement} element @param {any} props
   * @param {(name: string, callback: () => void) => void} watch @param {(event: string, data: object) => void} trigger
   */
  function mount(kind, element, props, watch, trigger) {
    const state = {};
    let root = null;
    let view = null;
    const build = () => {
      view?.destroy();
      root = element.querySelector(".mmx-view");
      root.replaceChildren();
      view = kinds[kind](root, { kind, name: props.name, height: props.height, empty: props.empty ? text(props.empty) : word("empty"),
        catalogue: props.catalogue, state, trigger });
      update();
    };
    const update = () => {
      if (!root?.isConnected || !root.firstChild) return build();
      show(view, root, props.value);
    };
    if (!themeListeners.size && !languageListeners.size) watchPage();
    languageListeners.add(build);
    build();
    watch("value", update);
  }

  /** A broken payload must not leave a stale picture: the viewer empties and says so. */
  function show(view, root, value) {
    root.querySelector(".mmx-note")?.remove();
    try {
      view.update(value && Object.keys(value).length ? value : null);
    } catch (error) {
      console.error("viewer:", error);
      view.update(null);
      root.append(el("p", { class: "mmx-note", role: "alert" }, word("failed")));
    }
  }

  return {
    kinds, mount, el, text, word, language, unpack, clamp, number, compact, compactShort, withUnit, dbfs, palette, themeListeners,
  };
})();
