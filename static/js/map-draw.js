/* Draws initiatives and connections with Cytoscape, in the colours of the theme; says nothing and asks nobody. */
(() => {
  "use strict";

  const MANY = 1500; /* elements beyond which a moving drawing leaves its links out */
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function look(dot, thin) {
    const [ink, surface, amber] = ["--ph-ink", "--ph-surface", "--ph-warn-line"].map(token);
    const size = (times) => ({ width: dot * 2.5 * times, height: dot * 2.5 * times });
    const systems = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((colour) => {
      const own = colour ? token(`--ph-system-${colour}`) : token("--ph-ink-3");
      return [
        { selector: `node.s${colour}`, style: { "background-color": own } },
        { selector: `node.s${colour}.closed`, style: { "border-color": own } },
      ];
    });
    return [
      { selector: "node", style: { ...size(1), "border-width": Math.min(thin * 1.25, dot * 0.35), "border-color": surface, events: "yes", "overlay-opacity": 0 } },
      ...systems.flat(),
      { selector: "node.closed", style: { "background-color": surface, "border-width": thin * 1.6, ...size(0.85) } },
      { selector: "node.paused", style: { "background-opacity": 0.45 } },
      { selector: "node.group", style: { width: "data(size)", height: "data(size)", "background-color": token("--ph-q3"), "border-width": thin } },
      { selector: "edge", style: { "curve-style": "haystack", "haystack-radius": 0, width: thin, "line-color": ink, "line-opacity": 0.11, events: "no", "overlay-opacity": 0 } },
      { selector: "edge.suggested", style: {
        "curve-style": "straight", "line-color": amber, "line-opacity": 0.75, "line-style": "dashed",
        "line-dash-pattern": [thin * 3, thin * 3], width: thin * 1.25,
      } },
      { selector: "edge.off", style: { "line-opacity": 0.08 } },
      { selector: "edge.suggested.off", style: { "line-opacity": 0.16 } },
      { selector: "edge.on", style: {
        "curve-style": "unbundled-bezier", "edge-distances": "node-position", width: thin * 2, "line-opacity": 1, "z-index": 5,
        "control-point-distances": "data(bend)", "control-point-weights": 0.5,
      } },
      { selector: "edge.on.tension", style: { "line-style": "dashed", "line-dash-pattern": [thin * 6, thin * 4] } },
      { selector: "edge.on.suggested", style: { "curve-style": "straight", width: thin * 2 } },
      { selector: "node.near", style: { ...size(1.35), "border-color": ink, "border-width": thin * 2, "z-index": 6 } },
      { selector: "node.maybe", style: { ...size(1.35), "border-color": amber, "border-width": thin * 2, "z-index": 6 } },
      { selector: "node.chosen", style: {
        ...size(1.75), "border-color": surface, "border-width": thin * 2.5, "z-index": 9,
        "outline-color": ink, "outline-width": thin * 2, "outline-opacity": 1, "outline-offset": 0,
      } },
      { selector: "node.pointed", style: { "border-color": ink, "border-width": thin * 2, "z-index": 8 } },
    ];
  }

  /* How far a link bends aside: round the core where it would cross it, else a little towards it. */
  function bend(from, to, core) {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(dx, dy) || 1;
    const along = Math.min(0.8, Math.max(0.2, -(from.x * dx + from.y * dy) / length ** 2));
    const normal = { x: -dy / length, y: dx / length };
    const away = from.x * normal.x + from.y * normal.y;
    const side = Math.abs(away) < core * 0.1 ? Math.sign(-normal.y) || 1 : Math.sign(away);
    const clear = core * 1.14;
    const reach = 2 * along * (1 - along);
    if (Math.abs(away) < clear && along > 0.2 && along < 0.8) return (side * (clear - side * away)) / reach;
    const inward = Math.min(length * 0.14, Math.max(0, Math.abs(away) - clear) / reach);
    return -side * inward;
  }

  class Drawing {
    constructor(container, tell) {
      this.container = container;
      this.tell = tell;
      this.cy = null;
      this.core = 0;
    }

    /* Takes the data of the map; keeps zoom and place where it drew before. */
    show(data) {
      const view = this.cy && { zoom: this.cy.zoom(), pan: { ...this.cy.pan() } };
      this.cy?.destroy();
      this.core = data.isRose ? data.frame.core : 0;
      this.dot = data.dot;
      const elements = this.elements(data);
      const many = elements.length > MANY;
      this.cy = window.cytoscape({
        container: this.container, elements, layout: { name: "preset" }, style: look(this.dot, 3.4),
        minZoom: 0.05, maxZoom: 4, autoungrabify: true, autounselectify: true, boxSelectionEnabled: false,
        hideEdgesOnViewport: many, textureOnViewport: many, pixelRatio: many ? 1 : "auto",
      });
      if (view) this.cy.viewport(view);
      else this.fit(false);
      this.restyle();
      this.listen();
    }

    elements({ nodes, edges, suggested, frame, words, mode }) {
      const colour = (wedge) => (mode === "groups" ? 0 : frame.wedges[wedge]?.colour ?? 0);
      const closed = words.stages.findIndex((stage) => stage.key === "closed");
      const found = nodes.id.map((id, n) => ({
        group: "nodes",
        data: { id: `n${id}`, n, size: (nodes.radius?.[n] ?? 0) * 2 },
        position: { x: nodes.x[n], y: nodes.y[n] },
        classes: [`s${colour(nodes.wedge[n])}`, nodes.stage[n] === closed && "closed", nodes.paused[n] && "paused", mode === "groups" && "group"].filter(Boolean),
      }));
      const link = (rows, prefix, classes) => rows.id.forEach((id, n) => found.push({
        group: "edges",
        data: { id: `${prefix}${id}`, source: `n${nodes.id[rows.source[n]]}`, target: `n${nodes.id[rows.target[n]]}`, bend: 0 },
        classes: [...classes, words.kinds[rows.kind[n]]?.key === "in_tension" && "tension"].filter(Boolean),
      }));
      link(edges, "e", []);
      link(suggested, "s", ["suggested"]);
      return found;
    }

    listen() {
      const { cy, tell } = this;
      let waiting = 0;
      cy.on("viewport", () => {
        if (waiting) return;
        waiting = requestAnimationFrame(() => { waiting = 0; if (this.cy === cy) tell.view(this.view); });
      });
      let thinning = 0;
      cy.on("zoom", () => { clearTimeout(thinning); thinning = setTimeout(() => { if (this.cy === cy) this.restyle(); }, 160); });
      cy.on("tap", "node", ({ target }) => tell.pick(target.data("n")));
      cy.on("tap", (event) => { if (event.target === cy) tell.leave(); });
      cy.on("mouseover", "node", ({ target }) => { this.container.classList.add("ph-is-over"); target.addClass("pointed"); tell.point(target.data("n")); });
      cy.on("mouseout", "node", ({ target }) => { this.container.classList.remove("ph-is-over"); target.removeClass("pointed"); tell.point(-1); });
      tell.view(this.view);
    }

    get view() {
      return { zoom: this.cy.zoom(), pan: this.cy.pan() };
    }

    /* Lines keep their width on the screen, in the colours of the theme. */
    restyle() {
      this.cy.style(look(this.dot, 1 / this.cy.zoom() ** 0.85)).update();
    }

    get room() {
      const { clientWidth: width, clientHeight: height } = this.container;
      return { width, height };
    }

    fit(moving = true) {
      const { width, height } = this.room;
      const reach = this.core ? 1130 : 1060;
      const aside = width < 600 ? 56 : 196; /* room for the names at the sides, or for their icons */
      const zoom = Math.max(0.05, Math.min((width - aside) / 2 / reach, (height - 116) / 2 / reach));
      this.go({ zoom, pan: { x: width / 2, y: height / 2 - 14 } }, moving);
    }

    zoomBy(times) {
      const { width, height } = this.room;
      const [zoom, pan] = [this.cy.zoom(), this.cy.pan()];
      const next = Math.min(4, Math.max(0.05, zoom * times));
      const keep = (centre, offset) => centre - ((centre - offset) * next) / zoom;
      this.go({ zoom: next, pan: { x: keep(width / 2, pan.x), y: keep(height / 2, pan.y) } });
    }

    /* Brings a node into view, without zooming. */
    reveal(n, aside = 60) {
      const node = this.node(n);
      const { x, y } = node.renderedPosition();
      const { width, height } = this.room;
      const off = (value, size) => (value < aside ? aside - value : Math.min(0, size - aside - value));
      const [dx, dy] = [off(x, width), off(y, height)];
      if (!dx && !dy) return;
      const pan = this.cy.pan();
      this.go({ zoom: this.cy.zoom(), pan: { x: pan.x + dx, y: pan.y + dy } });
    }

    go(view, moving = true) {
      this.cy.stop(true);
      if (moving && !still.matches) this.cy.animate(view, { duration: 180, easing: "ease-out" });
      else this.cy.viewport(view);
    }

    node(n) {
      return this.cy.nodes()[n];
    }

    /* Marks the chosen node, those it is connected with, and the links between. */
    mark({ chosen, near, maybe, links }) {
      const { cy } = this;
      cy.batch(() => {
        cy.elements(".on, .near, .maybe, .chosen").removeClass("on near maybe chosen");
        cy.edges().toggleClass("off", chosen >= 0);
        if (chosen < 0) return;
        this.node(chosen).addClass("chosen");
        near.forEach((n) => this.node(n).addClass("near"));
        maybe.forEach((n) => this.node(n).addClass("maybe"));
        links.forEach((id) => {
          const edge = cy.getElementById(id);
          edge.data("bend", bend(edge.source().position(), edge.target().position(), this.core));
          edge.removeClass("off").addClass("on");
        });
      });
    }

    resize() {
      this.cy?.resize();
    }
  }

  window.phMap = { ...window.phMap, Drawing };
})();
