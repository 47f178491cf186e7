/**
 * The scene composer: a board with things on it, tools for the chosen thing, and a palette.
 *
 * Things are buttons, so that keyboard and screen readers have them. The server draws every sprite; while it does, the
 * browser moves and scales the old one. Each change is sent as the scene's text in the event `select`.
 */
(() => {
  const WORDS = {
    hint: {
      en: "Drag things; arrow keys move the chosen one, + and − resize it, Delete takes it away.",
      ko: "물건을 끌어 옮기세요. 고른 물건은 화살표 키로 옮기고 +와 −로 크기를 바꾸고 Delete로 치웁니다.",
    },
    place: { en: "Place", ko: "장소" },
    view: { en: "Another view", ko: "다른 모습" },
    surprise: { en: "Surprise me", ko: "아무 장면" },
    undo: { en: "Undo", ko: "실행 취소" },
    redo: { en: "Redo", ko: "다시 실행" },
    clear: { en: "Empty", ko: "비우기" },
    smaller: { en: "Smaller", ko: "작게" },
    larger: { en: "Larger", ko: "크게" },
    mirror: { en: "Mirror", ko: "좌우 뒤집기" },
    turn: { en: "Turn", ko: "돌리기" },
    front: { en: "To the front", ko: "맨 앞으로" },
    drawing: { en: "Another drawing", ko: "다른 그림" },
    remove: { en: "Take away", ko: "치우기" },
    hand: { en: "Drawn by", ko: "그림체" },
    add: { en: "Add a thing", ko: "물건 추가" },
    find: { en: "Find a thing", ko: "물건 찾기" },
    full: { en: "There is room for no more things.", ko: "물건을 더 놓을 수 없습니다." },
    none: { en: "Choose a thing on the board to change it.", ko: "바꿀 물건을 그림에서 고르세요." },
    empty: { en: "no things", ko: "물건 없음" },
  };
  const ANGLES = [0, 7, 14, -14, -7];
  const WAIT_MS = 4000; // for the server's answer to a change, before another scene is believed

  const say = (key) => mmx.text(WORDS[key]);

  /** What can be chosen: it travels with the first composer of a page only, drawn yet or not. */
  const catalogueOfPage = () => window.gradio_config.components.map((each) => each.props.props?.catalogue).find(Boolean);

  class Composer {
    constructor(root, context) {
      this.context = context;
      this.about = context.catalogue ?? catalogueOfPage();
      this.state = context.state;
      this.state.past ??= [];
      this.state.future ??= [];
      this.sent = null;
      this.byKind = new Map(this.about.kinds.map((choice) => [choice.kind, choice]));
      this.build(root);
    }

    build(root) {
      const title = mmx.el("div", { class: "mmx-titles" }, mmx.el("span", { class: "mmx-title" }, mmx.text(this.context.name)));
      this.board = mmx.el("div", { class: "mmx-board", role: "group", "aria-label": mmx.text(this.context.name) });
      this.board.addEventListener("pointerdown", (event) => { if (event.target === this.board) this.choose(null); });
      this.scenery = mmx.el("div", { class: "mmx-composer-row" });
      this.tools = mmx.el("div", { class: "mmx-composer-row mmx-composer-tools" });
      this.palette = this.buildPalette();
      this.spoken = mmx.el("p", { class: "mmx-spoken", "aria-live": "polite" });
      this.holder = mmx.el("figure", { class: "mmx-figure mmx-composer", "data-kind": "composer" },
        mmx.el("div", { class: "mmx-head" }, title, this.scenery), this.board, this.tools,
        mmx.el("p", { class: "mmx-readout" }, say("hint")), this.palette, this.spoken);
      root.append(this.holder);
    }

    /* ---- what the server sends ---- */

    update(value) {
      if (!value || !value.scene) return;
      if (this.sent && value.text !== this.sent.text && performance.now() < this.sent.until) return;
      this.sent = null;
      this.text = value.text;
      this.scene = structuredClone(value.scene);
      this.looks = value.looks;
      if ((this.state.chosen ?? -1) >= this.scene.things.length) this.state.chosen = null;
      this.board.style.backgroundImage = `url(${value.background})`;
      this.draw();
    }

    draw() {
      const held = document.activeElement?.dataset?.thing;
      this.board.replaceChildren(...this.scene.things.map((thing, index) => this.thingButton(thing, index)));
      if (held !== undefined && this.board.children[held]) this.board.children[held].focus();
      this.drawScenery();
      this.drawTools();
      const names = this.scene.things.map((thing) => this.nameOf(thing));
      this.spoken.textContent = `${mmx.text(this.about.places[this.scene.place])}: ${names.join(", ") || say("empty")}.`;
    }

    nameOf(thing) {
      const colour = thing.colour ? `${mmx.text(this.about.colours[thing.colour].name)} ` : "";
      return colour + mmx.text(this.byKind.get(thing.kind).name);
    }

    thingButton(thing, index) {
      const button = mmx.el("button", {
        type: "button", class: "mmx-thing", "data-thing": index, "aria-label": this.nameOf(thing), title: this.nameOf(thing),
        "aria-pressed": String(index === this.state.chosen),
        onpointerdown: (event) => this.grab(event, index), onfocus: () => this.choose(index),
        onkeydown: (event) => { if (this.key(event, index)) event.preventDefault(); },
        onwheel: (event) => { if (index === this.state.chosen) { event.preventDefault(); this.resize(event.deltaY < 0 ? 2 : -2); } },
      }, mmx.el("img", { src: this.looks[index].src, alt: "", draggable: "false" }));
      this.lay(button, this.looks[index].box);
      return button;
    }

    lay(button, [left, top, width, height]) {
      const percent = (value) => `${(100 * value) / this.about.side}%`;
      Object.assign(button.style, { left: percent(left), top: percent(top), width: percent(width), height: percent(height) });
    }

    /* ---- choosing, dragging, keys ---- */

    choose(index) {
      if (this.state.chosen === index) return;
      this.state.chosen = index;
      [...this.board.children].forEach((each, at) => each.setAttribute("aria-pressed", String(at === index)));
      this.drawTools();
    }

    get chosen() { return this.scene.things[this.state.chosen]; }

    grab(event, index) {
      this.choose(index);
      const button = event.currentTarget;
      const unit = this.about.side / this.board.clientWidth;
      const start = { x: event.clientX, y: event.clientY };
      const [left, top, width, height] = this.looks[index].box;
      let moved = [0, 0];
      button.setPointerCapture(event.pointerId);
      const drag = (now) => {
        moved = [(now.clientX - start.x) * unit, (now.clientY - start.y) * unit];
        this.lay(button, [left + moved[0], top + moved[1], width, height]);
      };
      const drop = () => {
        button.removeEventListener("pointermove", drag);
        if (Math.hypot(...moved) > 1) this.move(...moved);
      };
      button.addEventListener("pointermove", drag);
      button.addEventListener("pointerup", drop, { once: true });
      button.addEventListener("pointercancel", drop, { once: true });
    }

    key(event, index) {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      this.choose(index);
      const step = event.shiftKey ? 8 : 2;
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (moves[event.key]) this.move(...moves[event.key]);
      else if (event.key === "+" || event.key === "=") this.resize(4);
      else if (event.key === "-") this.resize(-4);
      else if (event.key === "Delete" || event.key === "Backspace") this.remove();
      else if (event.key === "Escape") this.choose(null);
      else return false;
      return true;
    }

    /* ---- changes: each is sent to the server ---- */

    change(edit) {
      this.state.past.push(this.text);
      this.state.future = [];
      edit();
      this.send(JSON.stringify(this.scene));
    }

    send(text) {
      this.text = text;
      this.sent = { text, until: performance.now() + WAIT_MS };
      this.context.trigger("select", { index: 0, value: text });
    }

    back(from, to) {
      if (!from.length) return;
      to.push(this.text);
      this.send(from.pop());
    }

    move(across, down) {
      const { side } = this.about;
      const thing = this.chosen;
      const box = this.looks[this.state.chosen].box;
      this.change(() => {
        thing.x = mmx.clamp(Math.round(2 * (thing.x + across)) / 2, 0, side);
        thing.y = mmx.clamp(Math.round(2 * (thing.y + down)) / 2, 0, side);
      });
      this.looks[this.state.chosen].box = [thing.x - box[2] / 2, thing.y - box[3] / 2, box[2], box[3]];
      this.lay(this.board.children[this.state.chosen], this.looks[this.state.chosen].box);
    }

    resize(by) {
      const [least, most] = this.about.sizes;
      const thing = this.chosen;
      const size = mmx.clamp(thing.size + by, least, most);
      if (size === thing.size) return;
      const [, , width, height] = this.looks[this.state.chosen].box;
      const [wide, tall] = [(width * size) / thing.size, (height * size) / thing.size];
      this.change(() => { thing.size = size; });
      this.looks[this.state.chosen].box = [thing.x - wide / 2, thing.y - tall / 2, wide, tall];
      this.lay(this.board.children[this.state.chosen], this.looks[this.state.chosen].box);
    }

    remove() {
      const index = this.state.chosen;
      this.change(() => { this.scene.things.splice(index, 1); });
      this.state.chosen = null;
    }

    add(choice) {
      if (this.scene.things.length >= this.about.most) { this.spoken.textContent = say("full"); return; }
      const { side } = this.about;
      const hand = Object.keys(choice.glyphs).find((name) => name === this.state.hand) ?? Object.keys(choice.glyphs)[0];
      const colours = Object.keys(this.about.colours);
      const count = this.scene.things.length;
      this.change(() => this.scene.things.push({
        kind: choice.kind, designer: hand, glyph: choice.glyphs[hand][0], colour: choice.colourable ? colours[count % colours.length] : null,
        size: 40, angle: 0, mirrored: false, x: (side * (1 + (count % 3))) / 4, y: (side * (1 + (Math.floor(count / 3) % 2))) / 2.6,
      }));
      this.state.chosen = count;
    }

    /* ---- the rows of tools ---- */

    drawScenery() {
      const { scene, about } = this;
      const places = mmx.el("select", { class: "mmx-button", "aria-label": say("place"), onchange: (event) => this.change(() => { scene.place = event.target.value; }) },
        ...Object.entries(about.places).map(([name, text]) => mmx.el("option", { value: name, selected: name === scene.place }, mmx.text(text))));
      const another = () => this.change(() => { scene.variant = (scene.variant + 1) % about.variants; });
      const surprise = () => { this.state.past.push(this.text); this.send(`test:${Math.floor(Math.random() * 1e6)}`); };
      this.scenery.replaceChildren(places,
        this.tool("view", another), this.tool("surprise", surprise),
        this.tool("undo", () => this.back(this.state.past, this.state.future), !this.state.past.length),
        this.tool("redo", () => this.back(this.state.future, this.state.past), !this.state.future.length),
        this.tool("clear", () => { this.state.chosen = null; this.change(() => { scene.things = []; }); }, !scene.things.length));
    }

    tool(key, onclick, disabled = false) {
      return mmx.el("button", { type: "button", class: "mmx-button", disabled, onclick }, say(key));
    }

    drawTools() {
      const thing = this.scene && this.chosen;
      if (!thing) return this.tools.replaceChildren(mmx.el("span", { class: "mmx-meta" }, say("none")));
      const choice = this.byKind.get(thing.kind);
      const glyphs = choice.glyphs[thing.designer];
      const next = (list, value) => list[(list.indexOf(value) + 1) % list.length];
      this.tools.replaceChildren(
        mmx.el("strong", {}, this.nameOf(thing)),
        this.tool("smaller", () => this.resize(-4)), this.tool("larger", () => this.resize(4)),
        this.tool("mirror", () => this.change(() => { thing.mirrored = !thing.mirrored; })),
        this.tool("turn", () => this.change(() => { thing.angle = next(ANGLES, thing.angle); })),
        this.tool("front", () => this.toFront()),
        ...(glyphs.length > 1 ? [this.tool("drawing", () => this.change(() => { thing.glyph = next(glyphs, thing.glyph); }))] : []),
        this.hands(thing, choice), ...this.swatches(thing, choice), this.tool("remove", () => this.remove()));
    }

    toFront() {
      const [thing] = this.scene.things.slice(this.state.chosen, this.state.chosen + 1);
      this.change(() => {
        this.scene.things.splice(this.state.chosen, 1);
        this.scene.things.push(thing);
      });
      this.state.chosen = this.scene.things.length - 1;
    }

    hands(thing, choice) {
      const pick = (event) => {
        this.state.hand = event.target.value;
        this.change(() => { thing.designer = event.target.value; thing.glyph = choice.glyphs[thing.designer][0]; });
      };
      return mmx.el("select", { class: "mmx-button", "aria-label": say("hand"), title: say("hand"), onchange: pick },
        ...Object.keys(choice.glyphs).map((name) => mmx.el("option", { value: name, selected: name === thing.designer }, mmx.text(this.about.designers[name]))));
    }

    swatches(thing, choice) {
      if (!choice.colourable) return [];
      return Object.entries(this.about.colours).map(([name, { name: text, rgb }]) => mmx.el("button", {
        type: "button", class: "mmx-swatch", style: `background: rgb(${rgb.join(",")})`, title: mmx.text(text), "aria-label": mmx.text(text),
        "aria-pressed": String(thing.colour === name), onclick: () => this.change(() => { thing.colour = name; }),
      }));
    }

    buildPalette() {
      const list = mmx.el("div", { class: "mmx-palette" });
      const find = mmx.el("input", { type: "search", class: "mmx-find", placeholder: say("find"), "aria-label": say("find"), oninput: () => show() });
      const show = () => {
        const wanted = find.value.trim().toLowerCase();
        const fits = ({ name }) => !wanted || name.en.includes(wanted) || name.ko.includes(wanted);
        list.replaceChildren(...Object.entries(this.about.groups).flatMap(([group, title]) => {
          const some = this.about.kinds.filter((choice) => choice.group === group && fits(choice));
          return some.length ? [mmx.el("span", { class: "mmx-palette-group" }, mmx.text(title)), ...some.map((choice) => this.chip(choice))] : [];
        }));
      };
      show();
      return mmx.el("details", { class: "mmx-palette-fold", open: true }, mmx.el("summary", {}, say("add")), find, list);
    }

    chip(choice) {
      const name = mmx.text(choice.name);
      return mmx.el("button", { type: "button", class: "mmx-chip-thing", title: name, onclick: () => this.add(choice) },
        this.stamp(choice), name);
    }

    /** The kind's small picture: one square of the strip that holds them all, side by side. */
    stamp(choice) {
      const { strip, kinds } = this.about;
      const across = (100 * kinds.indexOf(choice)) / (kinds.length - 1);
      const style = `background-image: url(${strip}); background-size: ${100 * kinds.length}% 100%; background-position: ${across}% 0`;
      return mmx.el("span", { "aria-hidden": "true", class: "mmx-stamp", style });
    }

    destroy() { this.holder.remove(); }
  }

  mmx.kinds.composer = (root, context) => new Composer(root, context);
})();
