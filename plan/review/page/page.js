// Filter, links to changes, and "expand all" of the page of a plan review. The page can be read without it.
(() => {
  const form = document.getElementById("filter");
  const section = document.getElementById("changes");
  const changes = [...document.querySelectorAll("#changes details.change")];
  const groups = [...document.querySelectorAll("#changes details.group")];
  const stacks = [...document.querySelectorAll("#changes details.stack")];
  const texts = new Map();
  const openAtFirst = new Map(stacks.map((stack) => [stack, stack.open]));

  /** Opens an element that a link names, and all that it is in. */
  function openTarget() {
    let id;
    try {
      id = decodeURIComponent(window.location.hash.slice(1));
    } catch {
      return;
    }
    const target = id === "" ? null : document.getElementById(id);
    if (!target) {
      return;
    }
    if (form && target.closest("#changes [hidden]")) {
      form.reset();
      filter();
    }
    for (let one = target; one; one = one.parentElement) {
      if (one.localName === "details") {
        one.open = true;
      }
    }
    target.scrollIntoView();
    target.querySelector(":scope > summary")?.focus({ preventScroll: true });
  }

  const textOf = (change) => {
    if (!texts.has(change)) {
      const module = change.closest("details.group")?.querySelector("h4")?.textContent ?? "";
      texts.set(change, `${change.dataset.stack} ${module} ${change.textContent}`.toLowerCase());
    }
    return texts.get(change);
  };

  function filter() {
    const { text, action, risk } = Object.fromEntries(
      [...form.elements].filter(({ name }) => name).map(({ name, value }) => [name, value]),
    );
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const isFiltered = words.length > 0 || action !== "" || risk !== "";
    let shown = 0;
    for (const change of changes) {
      const risks = change.dataset.risks.split(" ").filter(Boolean);
      const isShown =
        (action === "" || change.dataset.action === action) &&
        (risk === "" || (risk === "any" ? risks.length > 0 : risks.includes(risk))) &&
        words.every((word) => textOf(change).includes(word));
      change.hidden = !isShown;
      shown += isShown ? 1 : 0;
    }
    for (const group of groups) {
      const of = [...group.querySelectorAll("details.change")];
      const visible = of.filter(({ hidden }) => !hidden).length;
      const count = group.querySelector(":scope > summary > .count");
      group.hidden = isFiltered && visible === 0;
      if (count) {
        count.textContent = isFiltered ? `${visible} of ${count.dataset.all}` : count.dataset.all;
      }
    }
    for (const stack of stacks) {
      stack.hidden = isFiltered && !stack.querySelector("details.change:not([hidden])");
      stack.open = isFiltered || openAtFirst.get(stack);
    }
    form.elements.shown.value = `${shown} of ${changes.length} changes`;
  }

  function openAll(isOpen) {
    for (const one of section.querySelectorAll("details")) {
      one.open = isOpen || one.matches(".group");
    }
  }

  if (form) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.elements.expand.addEventListener("click", () => openAll(true));
    form.elements.collapse.addEventListener("click", () => openAll(false));
  }
  window.addEventListener("hashchange", openTarget);
  // A link to the element that is open already does not change the address.
  document.addEventListener("click", ({ target }) => {
    const to = target.closest?.("a")?.getAttribute("href");
    if (to !== undefined && to === window.location.hash) {
      openTarget();
    }
  });
  openTarget();
})();
