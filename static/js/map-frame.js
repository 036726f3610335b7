/* The still parts of the map: wedges, rings and their names, the core, and small flags that name initiatives. */
(() => {
  "use strict";

  const SPACE = 8; /* half of the room between two fields, in units of the data */

  const at = (turn, radius) => [radius * Math.sin(turn), -radius * Math.cos(turn)];
  const point = (turn, radius) => at(turn, radius).map((value) => value.toFixed(1)).join(" ");

  /* A field of the rose; its sides run parallel to those of its neighbours. */
  function field(from, to, inner, outer) {
    const [start, end] = [from, to].map((degrees) => (degrees * Math.PI) / 180);
    const [a, b] = [SPACE / inner, SPACE / outer];
    const wide = end - start > Math.PI ? 1 : 0;
    return `M${point(start + a, inner)}A${inner} ${inner} 0 ${wide} 1 ${point(end - a, inner)}`
      + `L${point(end - b, outer)}A${outer} ${outer} 0 ${wide} 0 ${point(start + b, outer)}Z`;
  }

  function shape(name, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  function words(css, text) {
    const made = document.createElement("span");
    made.className = css;
    made.textContent = text;
    return made;
  }

  function icon(address) {
    const made = shape("svg", { class: "ph-icon" });
    made.append(shape("use", { href: address }));
    return made;
  }

  /* A name on a point without size of its own, so that its text stands to the right place of it; icons stand in for
     names where there is no room. */
  function name(css, text, { count, sign } = {}) {
    const made = words(css, "");
    if (sign) made.append(icon(sign));
    const label = words("ph-map-label", text);
    if (count !== undefined) {
      const number = document.createElement("b");
      number.textContent = count;
      label.append("\u00a0 ", number);
    }
    made.append(label);
    return made;
  }

  /* Everything that stands on a point of the drawing and keeps its size while one zooms. */
  class Pins {
    constructor(layer) {
      this.layer = layer;
      this.pins = [];
    }

    add(element, x, y) {
      this.layer.append(element);
      this.pins.push({ element, x, y });
      return element;
    }

    clear() {
      this.pins.forEach(({ element }) => element.remove());
      this.pins = [];
    }

    move({ zoom, pan }) {
      this.pins.forEach(({ element, x, y }) => {
        element.style.transform = `translate(${x * zoom + pan.x}px, ${y * zoom + pan.y}px)`;
      });
    }
  }

  class Frame {
    constructor(root) {
      this.group = root.querySelector("[data-map-frame] > g");
      this.core = root.querySelector("[data-map-core]");
      this.names = new Pins(root.querySelector("[data-map-names]"));
      this.icons = root.dataset.icons;
      this.radius = 0;
    }

    draw(frame) {
      this.group.replaceChildren();
      this.names.clear();
      this.radius = frame?.core ?? 0;
      if (this.core) this.core.hidden = !frame;
      if (!frame) return;
      frame.wedges.forEach((wedge) => {
        frame.rings.forEach((ring) => {
          const css = `ph-map-field ph-map-ring-${ring.stage} ph-s-${wedge.colour}`;
          const d = field(wedge.from, wedge.to, ring.inner + SPACE, ring.outer - SPACE);
          this.group.append(shape("path", { class: css, d }));
        });
        const named = { count: wedge.count, sign: `${this.icons}#${wedge.icon}` };
        this.names.add(name(`ph-map-name ph-is-${wedge.anchor} ph-s-${wedge.colour}`, wedge.name, named), wedge.x, wedge.y);
      });
      frame.rings.forEach((ring) => this.names.add(name("ph-map-ring", ring.label), ring.x, ring.y));
    }

    move(view) {
      this.group.setAttribute("transform", `translate(${view.pan.x} ${view.pan.y}) scale(${view.zoom})`);
      this.names.move(view);
      if (!this.core || !this.radius) return;
      const size = this.radius * view.zoom * 2;
      this.core.style.width = this.core.style.height = `${size}px`;
      this.core.style.fontSize = `${size * 0.125}px`;
      this.core.style.transform = `translate(${view.pan.x - size / 2}px, ${view.pan.y - size / 2}px)`;
    }
  }

  /* Flags keep clear of each other and of the dots that they name, as far as there is room. */
  class Flags {
    constructor(layer) {
      this.layer = layer;
      this.flags = [];
    }

    show(wanted) {
      this.flags.forEach(({ element }) => element.remove());
      this.flags = wanted.map(({ text, css, ...place }) => {
        const element = words(`ph-map-flag ${css}`, text);
        this.layer.append(element);
        return { ...place, element, width: 0, height: 0 };
      });
    }

    move({ zoom, pan }) {
      this.flags.forEach((flag) => { /* what stood in a hidden map has no size yet */
        flag.width ||= flag.element.offsetWidth;
        flag.height ||= flag.element.offsetHeight;
      });
      const taken = this.flags.map((flag) => this.box(flag, zoom, pan));
      this.flags.forEach((flag) => {
        const [x, y, far] = [flag.x * zoom + pan.x, flag.y * zoom + pan.y, flag.radius * zoom + 6];
        const { width, height } = flag;
        const sides = [
          [x - width / 2, y - far - height], [x + far, y - height / 2], [x - far - width, y - height / 2],
          [x - width / 2, y + far], [x + far * 0.7, y + far * 0.7], [x - far * 0.7 - width, y + far * 0.7],
          [x + far * 0.7, y - far * 0.7 - height], [x - far * 0.7 - width, y - far * 0.7 - height],
        ];
        const order = flag.side === "above" ? sides : [...(flag.side === "left" ? [2, 5, 7] : [1, 4, 6]).map((n) => sides[n]), ...sides];
        const own = this.box(flag, zoom, pan);
        const cost = ([left, top]) => taken.reduce((sum, other) => sum + overlap({ left, top, width, height }, other, own), 0);
        const best = order.map(this.inside(width, height)).reduce((found, place) => {
          const price = cost(place);
          return !found || price < found.price ? { place, price } : found;
        }, null);
        const [left, top] = best.place;
        taken.push({ left, top, width, height });
        flag.element.style.transform = `translate(${left}px, ${top}px)`;
      });
    }

    /* A flag that would stick out of the map moves back in, while its dot is in view. */
    inside(width, height) {
      const { clientWidth: right, clientHeight: bottom } = this.layer;
      return ([x, y]) => [
        x + width < 0 || x > right ? x : Math.min(Math.max(x, 4), Math.max(4, right - width - 4)),
        y + height < 0 || y > bottom ? y : Math.min(Math.max(y, 4), Math.max(4, bottom - height - 4)),
      ];
    }

    box(flag, zoom, pan) {
      const far = flag.radius * zoom + 2;
      return { left: flag.x * zoom + pan.x - far, top: flag.y * zoom + pan.y - far, width: far * 2, height: far * 2 };
    }
  }

  function overlap(one, other, own) {
    if (other.left === own.left && other.top === own.top && other.width === own.width) return 0;
    const wide = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
    const high = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
    return wide > 0 && high > 0 ? wide * high : 0;
  }

  window.phMap = { ...window.phMap, Frame, Flags };
})();
