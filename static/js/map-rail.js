/* The rail of the map: what is chosen in it, as the query of an address, and back. */
(() => {
  "use strict";

  const isUsual = (box) => box.dataset.usual !== "off";

  class Rail {
    constructor(form) {
      this.form = form;
      this.range = form.querySelector("[data-map-range]");
      this.days = form.querySelector("[name=at]");
      if (this.range) this.slider();
    }

    all(selector) {
      return [...this.form.querySelectorAll(selector)];
    }

    get boxes() {
      return this.all("input[type=checkbox]");
    }

    /* Fields besides boxes; what belongs to the page and not to the choice is kept as it is. */
    get fields() {
      return this.all("input[type=search], input[type=hidden]:not([data-map-keep]), select");
    }

    /* A group of boxes that stands as usual says nothing. */
    get query() {
      const found = new URLSearchParams();
      const data = new FormData(this.form);
      this.all("[data-map-keep]").forEach((kept) => data.delete(kept.name));
      const groups = new Map();
      this.boxes.forEach((box) => groups.set(box.name, [...(groups.get(box.name) ?? []), box]));
      data.forEach((value, name) => {
        const boxes = groups.get(name);
        if (value !== "" && !boxes?.every((box) => box.checked === isUsual(box))) found.append(name, value);
      });
      const links = groups.get("links");
      if (links && !links.some((box) => box.checked)) found.set("links", "none");
      return found;
    }

    set query(query) {
      this.boxes.forEach((box) => {
        const values = query.getAll(box.name);
        box.checked = values.length ? values.includes(box.value) : isUsual(box);
      });
      this.fields.forEach((field) => { field.value = query.get(field.name) ?? ""; });
      this.slide();
    }

    /* The slider walks through the same days as the list beside it; the oldest stands left, today right. */
    slider() {
      this.all("[data-map-range], [data-map-range-ends]").forEach((part) => { part.hidden = false; });
      this.range.addEventListener("input", () => {
        this.days.selectedIndex = this.range.max - this.range.value;
        this.slide();
      });
      this.days.addEventListener("change", () => this.slide());
      this.slide();
    }

    slide() {
      if (!this.range) return;
      this.range.value = this.range.max - this.days.selectedIndex;
      this.range.setAttribute("aria-valuetext", this.days.selectedOptions[0]?.textContent ?? "");
    }
  }

  window.phMap = { ...window.phMap, Rail };
})();
