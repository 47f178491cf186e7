/* Runs before Gradio: chooses the language and the theme, hides what a teacher asked to hide. */
(() => {
  const address = new URL(location.href);
  const remembered = (key) => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const remember = (key, value) => {
    try { localStorage.setItem(key, value); } catch { /* private windows may refuse: the address still carries it */ }
  };

  // Language: the address, else the last choice, else the application's default, else the browser's.
  const known = (language) => (["en", "ko"].includes(language) ? language : null);
  const browser = (navigator.language || "en").slice(0, 2);
  const asked = known(address.searchParams.get("lang"));
  const language = asked || known(remembered("mmx-language")) || known("DEFAULT_LANGUAGE") || known(browser) || "en";
  if (asked) remember("mmx-language", asked);
  Object.defineProperty(navigator, "language", { get: () => language });
  Object.defineProperty(navigator, "languages", { get: () => [language] });
  document.documentElement.lang = language;

  // Theme: Gradio reads `__theme` from the address.
  const theme = address.searchParams.get("__theme") || remembered("mmx-theme");
  if (theme === "dark" || theme === "light") {
    remember("mmx-theme", theme);
    address.searchParams.set("__theme", theme);
  }

  // The server learns the language from the address of the page that asks.
  address.searchParams.set("lang", language);
  history.replaceState(history.state, "", address);

  // `&hide=result,measured` hides those parts of every task: a lesson made from a link.
  const parts = (address.searchParams.get("hide") || "").split(",").filter((part) => /^[a-z-]+$/.test(part));
  if (parts.length) {
    const style = document.createElement("style");
    style.textContent = parts.map((part) => `.part-${part}{display:none !important}`).join("");
    document.head.append(style);
  }

  const go = (changes) => {
    const next = new URL(location.href);
    for (const [key, value] of Object.entries(changes)) next.searchParams.set(key, value);
    location.assign(next);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-mmx-language],[data-mmx-theme],[data-mmx-copy-link]");
    if (!button) return;
    if (button.dataset.mmxLanguage) go({ lang: button.dataset.mmxLanguage });
    if (button.dataset.mmxTheme !== undefined) {
      go({ __theme: document.body.classList.contains("dark") ? "light" : "dark" });
    }
    if (button.dataset.mmxCopyLink !== undefined) {
      navigator.clipboard?.writeText(location.href);
      button.dataset.copied = "";
      setTimeout(() => delete button.dataset.copied, 1500);
    }
  });

  // Links between pages keep language and theme.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-mmx-page]");
    if (!link) return;
    const next = new URL(link.href);
    for (const key of ["lang", "__theme", "hide"]) {
      const value = new URLSearchParams(location.search).get(key);
      if (value) next.searchParams.set(key, value);
    }
    link.href = next.href;
  }, true);
})();

/* Gradio's toasts have an English heading whatever the language. */
(() => {
  if (document.documentElement.lang !== "ko") return;
  const KOREAN = { Error: "오류", Warning: "경고", Info: "알림", Success: "완료" };
  const translate = () => {
    for (const { firstChild: words } of document.querySelectorAll(".toast-title")) {
      const korean = KOREAN[words?.nodeValue?.trim()];
      if (korean) words.nodeValue = `${korean} `;
    }
  };
  new MutationObserver(translate).observe(document, { childList: true, subtree: true });
})();

/* Links to a state: `?task=stft&window=hann&hop_ms=5` opens that tab with those controls. */
(() => {
  const asked = new URLSearchParams(location.search);
  const restored = new Set();

  const typed = (text, like) => {
    if (typeof like === "number") return Number.isFinite(Number(text)) ? Number(text) : like;
    if (typeof like === "boolean") return text === "true";
    return text;
  };

  /* Whether a control can have a value: one of its choices, or a number between its ends. */
  const possible = (value, { choices, least, most }) => {
    if (choices) return choices.includes(value);
    return typeof value !== "number" || ((least ?? value) <= value && value <= (most ?? value));
  };

  /* The controls of a task as the address has them, the first time that its tab opens; after that as they are. What the
     address cannot say of a control leaves that control alone. */
  window.mmxRestore = ([task, names], limits, values) => {
    if (restored.has(task) || (asked.get("task") ?? task) !== task) return values;
    restored.add(task);
    return values.map((value, index) => {
      if (!asked.has(names[index]) || (value !== null && typeof value === "object")) return value;
      const wanted = typed(asked.get(names[index]), value);
      return possible(wanted, limits[index]) ? wanted : value;
    });
  };

  /* Keeps the address a link to what is on the screen. Files stay on this machine and in no link. */
  window.mmxRemember = ([task, names], values) => {
    // An answer may arrive for a tab that is no longer, or not yet, on the screen.
    if (!document.getElementById(`tab-${task}`)?.offsetParent) return;
    const next = new URL(location.pathname, location.origin);
    for (const key of ["lang", "__theme", "hide"]) {
      const value = new URLSearchParams(location.search).get(key);
      if (value) next.searchParams.set(key, value);
    }
    next.searchParams.set("task", task);
    names.forEach((name, index) => {
      const value = values[index];
      if (value !== null && typeof value !== "object" && value !== "") next.searchParams.set(name, value);
    });
    history.replaceState(history.state, "", next);
  };

  /* A new input presses the Run button of the tab that is on the screen. */
  window.mmxRun = () => {
    const button = [...document.querySelectorAll("button.mmx-run")].find((each) => each.offsetParent !== null);
    button?.click();
  };

  /* Opens the tab that the address names, once Gradio has drawn it; a tab inside another opens that one first. */
  const task = asked.get("task");
  if (!task || !/^[a-z0-9-]+$/.test(task)) return;
  const watcher = new MutationObserver(() => {
    const button = document.getElementById(`tab-${task}-button`);
    if (!button) return;
    if (button.getAttribute("aria-selected") === "true") watcher.disconnect();
    else button.click();
  });
  watcher.observe(document, { childList: true, subtree: true });
  // A click before Gradio listens is lost, so it is repeated; but a person who has chosen another tab meanwhile is right.
  document.addEventListener("pointerdown", () => watcher.disconnect(), { once: true });
})();
