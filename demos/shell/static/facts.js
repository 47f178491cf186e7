/** The facts viewer: a pipeline of boxes with tensor shapes, and rows of figures. Text only. */
(() => {
  function factsViewer(root, context) {
    const holder = mmx.el("section", { class: "mmx-figure mmx-facts", "aria-label": mmx.text(context.name) });
    root.append(holder);
    return {
      update: (value) => holder.replaceChildren(
        mmx.el("div", { class: "mmx-head" }, mmx.el("span", { class: "mmx-title" }, mmx.text(context.name))),
        ...(value ? [pipeline(value.steps), table(value.rows)] : [mmx.el("p", { class: "mmx-readout" }, mmx.word("empty"))]),
      ),
      destroy: () => holder.remove(),
    };
  }

  function pipeline(steps) {
    const boxes = steps.map(({ label, shape, detail }) => mmx.el("li", { class: "mmx-step" },
      mmx.el("span", { class: "mmx-step-label" }, mmx.text(label)),
      mmx.el("code", { class: "mmx-shape" }, shape),
      ...(detail ? [mmx.el("span", { class: "mmx-step-detail" }, mmx.text(detail))] : [])));
    return mmx.el("ol", { class: "mmx-pipeline", hidden: !steps.length }, ...boxes);
  }

  function table(rows) {
    const cells = rows.map(({ label, value, note }) => mmx.el("div", { class: "mmx-fact" },
      mmx.el("dt", {}, mmx.text(label)), mmx.el("dd", {}, value),
      ...(note ? [mmx.el("dd", { class: "mmx-fact-note" }, mmx.text(note))] : [])));
    return mmx.el("dl", { class: "mmx-rows", hidden: !rows.length }, ...cells);
  }

  mmx.kinds.facts = factsViewer;
})();
