/* The map page: asks for data as filters change, keeps selection and address in step, fills the panel, and speaks. */
(() => {
  "use strict";

  const root = document.querySelector("[data-map]");
  if (!root || !window.cytoscape) return;
  const { Frame, Flags, Drawing, Rail, Walk, listenToKeys } = window.phMap;
  const one = (selector, within = root) => within.querySelector(selector);
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const say = (text) => window.phHub.announce(text);
  const words = JSON.parse(root.dataset.words);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

  const stage = one("[data-map-stage]");
  const form = one("[data-map-filters]");
  const rail = new Rail(form);
  const panel = one("#map-panel");
  const frame = new Frame(root);
  const flags = new Flags(one("[data-map-flags]"));
  const hover = new Flags(one("[data-map-hover]"));
  const state = { data: null, walk: null, at: -1, chosen: 0, view: root.dataset.view, asked: 0 };
  const drawing = new Drawing(one("[data-map-canvas]"), {
    view: (view) => { frame.move(view); flags.move(view); hover.move(view); },
    pick: (n) => (state.data.mode === "groups" ? openGroup(n) : choose(n)),
    leave: () => { if (state.at >= 0) leave(); },
    point: (n) => point(n),
  });

  /* The address: what is chosen in the rail, the view, the selection. */
  function address() {
    const query = rail.query;
    if (state.view !== "rose") query.set("view", state.view);
    if (root.dataset.as) query.set("as", root.dataset.as);
    if (state.chosen) query.set("select", state.chosen);
    const text = query.toString();
    return `${window.location.pathname}${text ? `?${text}` : ""}`;
  }

  function remember() {
    const now = address();
    if (now !== `${window.location.pathname}${window.location.search}`) window.history.pushState({ phMap: true }, "", now);
    follow();
  }

  /* Links that lead on from here take the filters and the selection along. */
  function follow() {
    const query = rail.query;
    all("[data-map-follows]").forEach((link) => {
      const own = new URLSearchParams(query);
      if (state.chosen && link.dataset.mapFollows === "select") own.set("select", state.chosen);
      new URLSearchParams(link.dataset.mapAdds || "").forEach((value, name) => own.set(name, value));
      const text = own.toString();
      link.href = `${link.pathname}${text ? `?${text}` : ""}`;
    });
  }

  /* Asks for the data; an answer that comes after a later question is left aside. */
  async function load({ speak = true } = {}) {
    const asked = (state.asked += 1);
    const slow = window.setTimeout(() => { if (asked === state.asked) root.classList.add("ph-is-loading"); }, 300);
    stage.setAttribute("aria-busy", "true");
    try {
      const asks = [get(`${root.dataset.url}?${rail.query}`)];
      if (state.view === "network") asks.push(get(root.dataset.positions));
      const [data, places] = await Promise.all(asks);
      if (asked !== state.asked) return;
      show(data, places?.positions);
      if (speak) say(`${data.at ? fill(words.as_of, { day: dayOf(data.at) }) : ""} ${countsInWords(data.counts)}`.trim());
    } catch (problem) {
      if (asked === state.asked) fail(problem);
    } finally {
      window.clearTimeout(slow);
      if (asked === state.asked) {
        root.classList.remove("ph-is-loading");
        stage.removeAttribute("aria-busy");
      }
    }
  }

  async function get(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return answer.json();
  }

  function fail(problem) {
    root.classList.add("ph-is-failed");
    one("[data-map-failed]").hidden = false;
    say(words.failed);
    window.console.warn(`map: ${problem.message}`);
  }

  function show(data, places) {
    state.data = data;
    if (data.mode === "groups") asGroups(data);
    if (places && data.mode === "rose") spread(data, places);
    const isRose = state.view === "rose" && data.mode === "rose";
    root.classList.add("ph-is-live");
    root.classList.remove("ph-is-failed");
    one("[data-map-failed]").hidden = true;
    one("[data-map-empty]").hidden = data.nodes.id.length > 0;
    one("[data-map-unread]").hidden = !places || Object.keys(places).length > 0;
    root.classList.toggle("ph-is-then", Boolean(data.at));
    one("[data-map-asof]").hidden = !data.at;
    if (data.at) one("[data-map-asof] > span").textContent = fill(words.as_of, { day: dayOf(data.at) });
    frame.draw(isRose ? data.frame : null);
    drawing.show({ ...data, isRose });
    state.walk = new Walk(data, isRose);
    count(data);
    restore();
  }

  /* Network view: the places that the worker found; who came since stands on the rim of the drawing. */
  function spread(data, places) {
    let strangers = 0;
    data.nodes.id.forEach((id, n) => {
      const place = places[id];
      const turn = (strangers += place ? 0 : 1) * 0.4;
      data.nodes.x[n] = place ? (place[0] * 2 - 1) * 1000 : Math.sin(turn) * 1080;
      data.nodes.y[n] = place ? (place[1] * 2 - 1) * 1000 : -Math.cos(turn) * 1080;
    });
  }

  /* Groups stand where initiatives stand otherwise: one dot for each, as large as it has members. */
  function asGroups(data) {
    const { items, edges } = data.groups;
    const none = items.key.map(() => 0);
    data.nodes = { id: items.key, title: items.name, wedge: none, stage: none, x: items.x, y: items.y, paused: none, links: items.count, suggested: none, radius: items.radius };
    data.edges = { id: edges.source.map((_value, n) => n), source: edges.source, target: edges.target, kind: [], status: [], strength: edges.count };
  }

  function openGroup(n) {
    const query = state.data.groups.items.query[n];
    if (query) window.location.assign(`${window.location.pathname}?${query}`);
  }

  const dayOf = ({ taken_on: day }) => new Date(`${day}T12:00:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric" });

  function countsInWords({ initiatives, connections }) {
    const many = (name, number) => fill(words[number === 1 ? `${name}_one` : name], { count: number.toLocaleString(document.documentElement.lang) });
    return `${many("initiatives", initiatives)}, ${many("connections", connections)}`;
  }

  function count({ counts }) {
    one("[data-map-counts]").textContent = countsInWords(counts);
    const known = { system: counts.systems, stage: counts.stages, kind: counts.kinds, status: counts.statuses, links: counts.links };
    all("[data-count]").forEach((place) => {
      const [group, key] = place.dataset.count.split(":");
      place.textContent = Number(known[group]?.[key] ?? 0).toLocaleString(document.documentElement.lang);
    });
  }

  /* Selection */
  function around(n) {
    const { edges, suggested, nodes } = state.data;
    const found = { chosen: n, near: [], maybe: [], links: [] };
    if (n < 0) return found;
    const gather = (rows, prefix, into) => rows.id.forEach((id, row) => {
      const other = rows.source[row] === n ? rows.target[row] : rows.target[row] === n ? rows.source[row] : -1;
      if (other < 0) return;
      into.push(other);
      found.links.push(`${prefix}${id}`);
    });
    gather(edges, "e", found.near);
    gather(suggested, "s", found.maybe);
    found.near = [...new Set(found.near)].filter((other) => nodes.id[other] !== undefined);
    return found;
  }

  function mark(n) {
    state.at = n;
    const found = around(n);
    drawing.mark(found);
    const { nodes, dot } = state.data;
    const isGroups = state.data.mode === "groups";
    const flag = (other, css, times) => ({
      text: nodes.title[other], css, x: nodes.x[other], y: nodes.y[other], radius: isGroups ? 0 : dot * times,
      side: other === n ? "above" : nodes.x[other] < nodes.x[n] ? "left" : "right",
    });
    const named = isGroups ? nodes.id.map((_id, other) => other).filter((other) => other !== n) : [...found.near, ...found.maybe].slice(0, 24);
    flags.show(n < 0 ? (isGroups ? named.map((other) => flag(other, "", 1)) : []) : [flag(n, "ph-is-chosen", 1.75), ...named.map((other) => flag(other, "", 1.35))]);
    flags.move(drawing.view);
    root.classList.toggle("ph-has-choice", n >= 0);
  }

  function point(n) {
    if (!state.data) return;
    const { nodes, dot } = state.data;
    const named = n >= 0 && n !== state.at;
    hover.show(named ? [{ text: nodes.title[n], css: "ph-is-hover", x: nodes.x[n], y: nodes.y[n], radius: dot, side: "above" }] : []);
    hover.move(drawing.view);
  }

  function inWords(n) {
    const { nodes, frame: drawn, words: said, mode } = state.data;
    if (mode === "groups") return fill(words.group, { title: nodes.title[n], count: nodes.links[n] });
    const wedge = drawn.wedges[nodes.wedge[n]];
    const text = fill(nodes.links[n] === 1 ? words.node_one : words.node, {
      title: nodes.title[n], system: wedge?.name ?? words.no_system, stage: said.stages[nodes.stage[n]].label, links: nodes.links[n],
    });
    return nodes.suggested[n] ? `${text} ${fill(words.suggested, { count: nodes.suggested[n] })}` : text;
  }

  function choose(n, { quiet = false } = {}) {
    if (n < 0 || state.data.mode === "groups") return;
    mark(n);
    drawing.reveal(n);
    state.chosen = state.data.nodes.id[n];
    if (!quiet) say(inWords(n));
    openPanel(state.chosen);
    remember();
  }

  function openPanel(id) {
    root.classList.add("ph-has-panel");
    window.htmx.ajax("GET", root.dataset.panel.replace("/0/", `/${id}/`), { target: "#map-panel", swap: "innerHTML" });
    window.setTimeout(() => drawing.resize(), 0);
  }

  function leave({ focus = false } = {}) {
    mark(-1);
    state.chosen = 0;
    panel.replaceChildren(one("[data-map-unchosen]").content.cloneNode(true));
    root.classList.remove("ph-has-panel");
    remember();
    if (focus) stage.focus();
  }

  /* After new data: the same initiative stays chosen, if it is still there. */
  function restore() {
    const n = state.chosen ? state.data.nodes.id.indexOf(state.chosen) : -1;
    mark(n);
    if (n >= 0) drawing.reveal(n);
  }

  /* Filters */
  function changed() {
    remember();
    load();
    refreshTables();
  }

  function refreshTables() {
    const query = rail.query;
    if (root.dataset.as) query.set("as", root.dataset.as);
    window.htmx.ajax("GET", `${window.location.pathname}?${query}`, { target: "#map-tables", swap: "outerHTML" });
  }

  form.addEventListener("change", (event) => {
    if (event.target.type === "search") return;
    event.stopPropagation();
    changed();
  });
  let typing = 0;
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    window.clearTimeout(typing);
    typing = window.setTimeout(changed, 300);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); window.clearTimeout(typing); changed(); });

  window.addEventListener("popstate", () => {
    const query = new URLSearchParams(window.location.search);
    rail.query = query;
    state.chosen = Number(query.get("select")) || 0;
    if (state.chosen) openPanel(state.chosen);
    else { panel.replaceChildren(one("[data-map-unchosen]").content.cloneNode(true)); root.classList.remove("ph-has-panel"); }
    follow();
    load({ speak: false });
    refreshTables();
  });

  /* Clear filters: every box as usual, every field empty, without a new page. */
  one("[data-map-clear]").addEventListener("click", (event) => {
    event.preventDefault();
    rail.query = new URLSearchParams();
    changed();
  });

  /* Tools and keys */
  const acts = {
    in: () => drawing.zoomBy(1.3),
    out: () => drawing.zoomBy(1 / 1.3),
    fit: () => drawing.fit(),
  };
  all("[data-map-act]").forEach((button) => button.addEventListener("click", () => acts[button.dataset.mapAct]()));
  root.addEventListener("click", (event) => {
    const target = event.target.closest("[data-map-pick], [data-map-close], [data-map-again]");
    if (!target) return;
    if (target.matches("[data-map-again]")) { load(); return; }
    if (target.matches("[data-map-close]")) { event.preventDefault(); leave({ focus: true }); return; }
    const n = state.data ? state.data.nodes.id.indexOf(Number(target.dataset.mapPick)) : -1;
    if (n < 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(n);
    one("[data-map-title]", panel)?.focus();
  });

  listenToKeys(stage, {
    move: (key) => {
      if (!state.walk) return;
      const n = state.walk.step(key, state.at);
      if (n < 0) return;
      mark(n);
      drawing.reveal(n);
      say(inWords(n));
    },
    keys: {
      Enter: () => enter(),
      c: () => follow_link("[data-map-connect]"),
      t: () => follow_link("[data-map-table]"),
      "+": acts.in, "=": acts.in, "-": acts.out, "−": acts.out, 0: acts.fit,
      Escape: () => leave(),
      "?": () => one("#map-keys", document).showModal(),
    },
  });

  function enter() {
    if (state.at < 0) return;
    if (state.data.mode === "groups") { openGroup(state.at); return; }
    state.toPanel = true;
    choose(state.at, { quiet: true });
  }

  function follow_link(selector) {
    const link = one(selector);
    if (selector !== "[data-map-connect]" || state.data.nodes.id[state.at] === state.chosen) { link?.click(); return; }
    if (state.at >= 0) choose(state.at);
  }

  /* On this page the slash goes to the search field of the rail. */
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, dialog");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    one(".ph-map-rail").open = true;
    one("[data-map-find]").focus();
  }, true);

  stage.addEventListener("focus", () => {
    if (state.at < 0 && state.walk && state.walk.first >= 0) say(words.help);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave({ focus: true });
  });
  /* An answer about an initiative that is no longer selected comes too late. */
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target === panel && !detail.pathInfo.requestPath.includes(`/${state.chosen}/`)) detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.elt === panel && state.toPanel) {
      state.toPanel = false;
      one("[data-map-title]", panel)?.focus();
    }
  });

  /* What was decided elsewhere on the page changes links and counts. */
  ["portfolioChanged", "ph:suggestion-decided"].forEach((name) => document.body.addEventListener(name, () => load({ speak: false })));

  /* The look follows the theme and the size of its place. */
  const recolour = () => { if (drawing.cy) drawing.restyle(); };
  document.addEventListener("ph:theme", recolour);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  let last = "";
  new ResizeObserver(() => {
    const size = `${stage.clientWidth}x${stage.clientHeight}`;
    if (!drawing.cy || size === last) return;
    const wasHidden = last.startsWith("0x") || last === "";
    last = size;
    drawing.resize();
    if (wasHidden) drawing.fit(false);
    else frame.move(drawing.view);
  }).observe(stage);

  all("[data-map-show]").forEach((button) => button.addEventListener("click", () => {
    const shown = root.classList.toggle("ph-shows-map");
    all("[data-map-show]").forEach((other) => other.setAttribute("aria-expanded", String(shown)));
    if (shown) stage.focus();
  }));

  /* A picture made here, out of the drawing that the server writes. */
  root.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-map-png]");
    if (!link) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(String(answer.status));
      await window.phMap.savePicture(await answer.text(), link.dataset.mapPng);
    } catch {
      window.phHub.showError(words.no_picture);
    }
  });

  state.chosen = Number(new URLSearchParams(window.location.search).get("select")) || 0;
  window.phMap.page = { state, drawing, load, changed };
  follow();
  load({ speak: false });
})();
