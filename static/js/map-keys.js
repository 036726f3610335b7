/* Walks the map by keys: along a ring, between rings, from system to system; where there are no rings, by direction. */
(() => {
  "use strict";

  const turnOf = (x, y) => (Math.atan2(x, -y) * 180) / Math.PI;

  class Walk {
    /* `data` as the server wrote it; `turn` is the angle at which the first wedge begins. */
    constructor(data, isRose) {
      this.data = data;
      this.isRose = isRose;
      const start = data.frame?.wedges[0]?.from ?? 0;
      const { x, y, stage } = data.nodes;
      this.turns = x.map((_value, n) => (turnOf(x[n], y[n]) - start + 720) % 360);
      const keys = data.words.stages.map(({ key }) => (key === "idea" ? "exploring" : key));
      this.order = [...(data.frame?.rings ?? []).map((ring) => ring.stage), "closed"];
      this.rings = this.order.map(() => []);
      stage.forEach((at, n) => this.rings[Math.max(0, this.order.indexOf(keys[at]))].push(n));
      this.rings.forEach((ring) => ring.sort((a, b) => this.turns[a] - this.turns[b] || a - b));
      this.ringOf = [];
      this.rings.forEach((ring, place) => ring.forEach((n) => { this.ringOf[n] = place; }));
    }

    get first() {
      const outermost = this.rings.findIndex((ring) => ring.length);
      return outermost < 0 ? -1 : this.rings[outermost][0];
    }

    step(key, n) {
      if (n < 0) return this.first;
      if (key === "[" || key === "]") return this.system(n, key === "]" ? 1 : -1);
      if (!this.isRose) return this.towards(n, key);
      const ring = this.rings[this.ringOf[n]];
      if (key === "ArrowRight") return ring[(ring.indexOf(n) + 1) % ring.length];
      if (key === "ArrowLeft") return ring[(ring.indexOf(n) - 1 + ring.length) % ring.length];
      return this.across(n, key === "ArrowUp" ? -1 : 1);
    }

    /* The next ring in or out in which somebody stands, at the nearest angle. */
    across(n, way) {
      for (let place = this.ringOf[n] + way; place >= 0 && place < this.rings.length; place += way) {
        if (this.rings[place].length) return this.nearest(this.rings[place], this.turns[n]);
      }
      return n;
    }

    nearest(ring, turn) {
      const far = (other) => { const off = Math.abs(this.turns[other] - turn); return Math.min(off, 360 - off); };
      return ring.reduce((best, other) => (far(other) < far(best) ? other : best), ring[0]);
    }

    /* The next system in which somebody stands; in the same ring if possible, else in the ring nearest to it. */
    system(n, way) {
      const { wedge } = this.data.nodes;
      const there = [...new Set(wedge)].sort((a, b) => a - b);
      const next = there[(there.indexOf(wedge[n]) + way + there.length) % there.length];
      const own = this.ringOf[n];
      const members = wedge.map((_value, other) => other).filter((other) => wedge[other] === next);
      const far = (other) => Math.abs(this.ringOf[other] - own) * 1000 + this.turns[other];
      return members.reduce((best, other) => (far(other) < far(best) ? other : best), members[0]);
    }

    /* The nearest one within a quarter turn around the direction of the arrow. */
    towards(n, key) {
      const { x, y } = this.data.nodes;
      const [ux, uy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
      let best = n;
      let least = Infinity;
      x.forEach((_value, other) => {
        const [dx, dy] = [x[other] - x[n], y[other] - y[n]];
        const ahead = dx * ux + dy * uy;
        const aside = Math.abs(dx * uy - dy * ux);
        if (other === n || ahead <= 0 || aside > ahead) return;
        const far = ahead + aside * 2;
        if (far < least) { least = far; best = other; }
      });
      return best;
    }
  }

  const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "[", "]"]);

  /* Single keys count only while the picture itself has the focus. */
  function listen(stage, acts) {
    stage.addEventListener("keydown", (event) => {
      if (event.target !== stage || event.ctrlKey || event.metaKey || event.altKey) return;
      const act = MOVES.has(event.key) ? () => acts.move(event.key) : acts.keys[event.key];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }

  window.phMap = { ...window.phMap, Walk, listenToKeys: listen };
})();
