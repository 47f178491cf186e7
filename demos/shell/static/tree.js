/** The viewer of beam search's tree: a column for every word, the best caption on top, lines to where each came from. */
(() => {
  const WORDS = {
    score: { en: "score in nats", ko: "점수 (내트)" },
    tree: { en: "tree of the captions that were kept; scrolls sideways", ko: "남겨 둔 캡션의 나무. 옆으로 밀어 볼 수 있습니다" },
  };
  const ROW = 42;
  const BOX = 34;
  const GAP = 26;
  const LETTER = 7.6; // CSS pixels of a narrow letter; a Korean one takes two

  const svg = (tag, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.append(...children);
    return element;
  };

  const wide = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1.75 : 1), 0) * LETTER + 14;

  function treeViewer(root, context) {
    const meta = mmx.el("span", { class: "mmx-meta" });
    const scroll = mmx.el("div", { class: "mmx-tree-scroll", tabindex: "0", role: "img", "aria-label": mmx.text(WORDS.tree) });
    const leaves = mmx.el("ol", { class: "mmx-tree-leaves" });
    const empty = mmx.el("p", { class: "mmx-empty" }, context.empty);
    const holder = mmx.el("figure", { class: "mmx-figure mmx-tree", "data-kind": "tree" },
      mmx.el("div", { class: "mmx-head" }, mmx.el("div", { class: "mmx-titles" }, mmx.el("span", { class: "mmx-title" }, mmx.text(context.name)), meta)),
      empty, scroll, leaves);
    root.append(holder);
    return {
      update: (value) => {
        holder.classList.toggle("mmx-is-empty", !value);
        meta.textContent = value ? mmx.text(value.note) : "";
        scroll.replaceChildren(...(value ? [drawing(value.levels)] : []));
        leaves.replaceChildren(...(value ? value.leaves.map(leaf) : []));
      },
      destroy: () => holder.remove(),
    };
  }

  const leaf = ({ caption, score }) => mmx.el("li", {}, mmx.el("span", {}, caption), mmx.el("span", { title: mmx.text(WORDS.score) }, mmx.number(score, 2)));

  function drawing(levels) {
    const ranks = pathsBack(levels);
    const columns = columnsOf(levels);
    const width = columns.at(-1).x + columns.at(-1).w + 2;
    const height = Math.max(...levels.map((level) => level.length)) * ROW + 2;
    const parts = levels.flatMap((level, depth) => level.map((node, index) => ({ node, depth, index, rank: ranks[depth][index] })));
    parts.sort((a, b) => a.rank - b.rank);
    return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
      ...parts.filter(({ depth }) => depth > 0).map((part) => line(part, columns, repeats(part.node, part.depth, levels))),
      ...parts.filter(({ node, depth }) => !repeats(node, depth, levels)).map((part) => box(part, columns)));
  }

  /** A caption that ended before only keeps its place. */
  const repeats = (node, depth, levels) => depth > 0 && node.ended && levels[depth - 1][node.parent].ended;

  /** For every node: 2 on the way to the best leaf, 1 on the way to another, 0 if it was given up. */
  function pathsBack(levels) {
    const ranks = levels.map((level) => level.map(() => 0));
    levels.at(-1).forEach((_, leafIndex) => {
      let index = leafIndex;
      for (let depth = levels.length - 1; depth >= 0; depth--) {
        ranks[depth][index] = Math.max(ranks[depth][index], leafIndex === 0 ? 2 : 1);
        index = levels[depth][index].parent;
      }
    });
    return ranks;
  }

  function columnsOf(levels) {
    let x = 1;
    return levels.map((level, depth) => {
      const w = Math.max(44, ...level.filter((node) => !repeats(node, depth, levels)).map(({ text }) => wide(text)));
      const column = { x, w };
      x += w + GAP;
      return column;
    });
  }

  const middle = (index) => index * ROW + BOX / 2 + 1;

  const kindOf = (rank) => ["", "mmx-tree-kept", "mmx-tree-best"][rank];

  /** From its parent's box; through the column where the caption had ended before. */
  function line({ node, depth, index, rank }, columns, through) {
    const from = { x: columns[depth - 1].x + columns[depth - 1].w, y: middle(node.parent) };
    const to = { x: columns[depth].x, y: middle(index) };
    const bend = (from.x + to.x) / 2;
    const end = through ? `H${to.x + columns[depth].w}` : "";
    return svg("path", { class: kindOf(rank), d: `M${from.x} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${to.x} ${to.y}${end}` });
  }

  function box({ node, depth, index, rank }, columns) {
    const { x, w } = columns[depth];
    const y = index * ROW + 1;
    return svg("g", { class: kindOf(rank), opacity: rank ? 1 : 0.55 },
      svg("title", {}, `${node.text} · ${mmx.number(100 * node.share, 1)} % · ${mmx.number(node.total, 2)}`),
      svg("rect", { x, y, width: w, height: BOX, rx: 5 }),
      svg("text", { x: x + w / 2, y: y + 15, "text-anchor": "middle" }, node.text),
      svg("text", { x: x + w / 2, y: y + 28, "text-anchor": "middle", class: "mmx-tree-share" }, `${mmx.number(100 * node.share, node.share < 0.1 ? 1 : 0)} %`));
  }

  mmx.kinds.tree = treeViewer;
})();
