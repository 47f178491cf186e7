/**
 * What viewers of captions share: words as buttons coloured by confidence, keys from word to word, the chosen word's details,
 * and a player that goes through the words.
 *
 * A viewer extends `mmx.TellingViewer` with `build`, `paint`, `readOut` and `shown` (draws anew after another word was chosen);
 * `data` has the panes, and `drawn` for each of them `{element, buttons, details}`. Its state has {pane, word}.
 */
(() => {
  const WORDS = {
    likeliest: { en: "What could have come here", ko: "이 자리에 올 수 있던 낱말" },
    force: { en: "Force this word", ko: "이 낱말로 바꾸기" },
    right: { en: "right", ko: "맞음" },
    wrong: { en: "wrong", ko: "틀림" },
    forced: { en: "forced", ko: "강제" },
  };
  const WORD_MS = 850;
  const say = (key) => mmx.text(WORDS[key]);

  class TellingViewer {
    constructor(root, context) {
      this.context = context;
      this.state = context.state;
      this.serial = 0;
      this.playing = 0;
      this.playButton = mmx.button("play", () => this.toggle(), { words: mmx.word("play"), className: "mmx-primary" });
      this.empty = mmx.el("p", { class: "mmx-empty" }, mmx.word("empty"));
      this.readout = mmx.el("p", { class: "mmx-readout", "aria-live": "polite" });
      this.build(root);
      this.resize = new ResizeObserver(() => this.paint());
      this.repaint = () => this.paint();
      mmx.themeListeners.add(this.repaint);
    }

    /** Decodes the pictures of a payload, then accepts it unless a newer one came in the meantime. */
    receive(value, pictures) {
      const serial = ++this.serial;
      this.stop();
      if (!value) return this.clear();
      return pictures().then((decoded) => serial === this.serial && this.accept(value, decoded))
        .catch((error) => { console.error("viewer:", error); this.clear(); });
    }

    clear() {
      this.data = null;
      this.holder.classList.add("mmx-is-empty");
      this.panes.replaceChildren();
    }

    /** A new caption starts at its own word; the same caption keeps the place where a person is. */
    startAt(value) {
      const said = JSON.stringify([value.panes.map(({ words }) => words.map(({ text }) => text)), value.chosen]);
      if (this.state.said !== said) Object.assign(this.state, { said, pane: 0, word: value.chosen });
    }

    /** Puts up the panes, and watches the sizes of their canvases. */
    show(drawn, canvasOf) {
      this.resize.disconnect();
      this.drawn = drawn;
      this.panes.replaceChildren(...drawn.map(({ element }) => element));
      drawn.forEach((each) => this.resize.observe(canvasOf(each)));
      this.go(this.state.pane, this.state.word);
    }

    /** The elements that every pane has, whatever stands between them. */
    partsOf(pane, index) {
      const name = mmx.text(pane.title) || mmx.text(this.context.name);
      const buttons = pane.words.map((word, number) => this.wordButton(word, index, number));
      const tone = pane.good === null ? "" : pane.good ? "mmx-good" : "mmx-bad";
      return {
        buttons,
        heading: mmx.el("p", { class: "mmx-caption-title" }, mmx.text(pane.title)),
        words: mmx.el("div", { class: "mmx-caption-words", role: "group", "aria-label": name }, ...buttons),
        note: mmx.el("p", { class: `mmx-caption-note ${tone}` }, mmx.text(pane.note)),
        details: mmx.el("div", { class: "mmx-caption-details" }),
      };
    }

    wordButton(word, pane, number) {
      const about = [word.text, mmx.percent(word.share), word.mark && say(word.mark)].filter(Boolean).join(", ");
      return mmx.el("button", {
        type: "button", class: `mmx-caption-word ${word.glued ? "mmx-glued" : ""} ${word.mark ? `mmx-word-${word.mark}` : ""}`,
        style: `--share: ${Math.round(100 * word.share)}%`, tabindex: "-1", "aria-label": about,
        onpointerenter: (event) => { if (event.pointerType === "mouse") this.point(pane, number); },
        onfocus: () => this.point(pane, number),
        onclick: () => { this.point(pane, number); this.choose({}); },
        onkeydown: (event) => { if (this.key(event)) event.preventDefault(); },
      }, mmx.el("span", {}, word.text), mmx.el("small", {}, mmx.percent(word.share)));
    }

    /** A person's pointing stops what plays. */
    point(pane, word) {
      this.stop();
      this.go(pane, word);
    }

    go(pane, word) {
      const { state, data } = this;
      state.pane = mmx.clamp(pane, 0, data.panes.length - 1);
      state.word = mmx.clamp(word, 0, Math.max(0, data.panes[state.pane].words.length - 1));
      this.drawn.forEach(({ buttons }, at) => buttons.forEach((button, number) => {
        button.setAttribute("aria-pressed", String(number === state.word && at === state.pane));
        button.tabIndex = number === Math.min(state.word, buttons.length - 1) ? 0 : -1;
      }));
      if (data.details) this.drawDetails();
      this.shown();
    }

    get pane() { return this.data.panes[this.state.pane]; }

    get word() { return this.pane.words[this.state.word]; }

    drawDetails() {
      const { details } = this.drawn[0];
      if (!this.word) return details.replaceChildren();
      const bars = this.word.likeliest.map(([token, share]) => this.likely(token, share));
      const facts = this.word.facts.map(({ label, value }) => mmx.el("div", { class: "mmx-fact" }, mmx.el("dt", {}, mmx.text(label)), mmx.el("dd", {}, value)));
      return details.replaceChildren(
        mmx.el("p", { class: "mmx-caption-title" }, `${say("likeliest")}: “${this.word.text}”`),
        mmx.el("div", { class: "mmx-caption-bars" }, ...bars),
        mmx.el("dl", { class: "mmx-rows" }, ...facts));
    }

    /** A likely word: a click forces it. */
    likely(token, share) {
      return mmx.el("button", {
        type: "button", class: "mmx-caption-bar", "aria-pressed": String(token === this.word.chosen), title: say("force"), "aria-label": `${token} ${mmx.percent(share, 1)}. ${say("force")}`,
        style: `--share: ${(100 * share).toFixed(1)}%`, onclick: () => this.choose({ token }),
      }, mmx.el("span", {}, token), mmx.el("i"), mmx.el("small", {}, mmx.percent(share, 1)));
    }

    /** The line below: what is known of the chosen word, and what one can do. */
    tell(facts, hint) {
      const { word, pane } = this;
      if (!word) return this.readout.replaceChildren(hint);
      const all = [this.data.panes.length > 1 && mmx.text(pane.title), `“${word.text}” ${mmx.percent(word.share, 1)}`, word.mark && say(word.mark), ...facts(word, pane)];
      return this.readout.replaceChildren(mmx.el("strong", {}, all.filter(Boolean).join(" · ")), mmx.el("br"), hint);
    }

    choose({ token = null, frame = null }) {
      const { pane, word } = this.state;
      if (this.word) this.context.trigger("select", { index: word, value: this.word.text, pane, word, token, frame });
    }

    key(event) {
      const { pane, word } = this.state;
      const steps = { ArrowLeft: word - 1, ArrowRight: word + 1, Home: 0, End: this.pane.words.length - 1 };
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
      const wasPlaying = this.playing;
      this.stop();
      if (wasPlaying || !this.data || !this.word) return;
      if (this.state.word >= this.pane.words.length - 1) this.go(this.state.pane, 0);
      mmx.showPlaying(this.playButton, true);
      this.playing = setInterval(() => this.advance(), WORD_MS);
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

  /** A share as a percentage; small ones with a digit more. */
  mmx.percent = (share, digits = 0) => `${mmx.number(100 * share, share < 0.1 && digits === 0 ? 1 : digits)} %`;
  mmx.TellingViewer = TellingViewer;
})();
