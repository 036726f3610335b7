/* Draws Plotly figures from data attributes in the colours of the theme, and again when the theme changes. */
(() => {
  "use strict";

  const config = { displayModeBar: false, responsive: true };

  /* A colour in a figure may be a token, as "var(--ph-system-1)"; alpha follows as "var(--ph-q3)/0.4". */
  function resolver() {
    const styles = getComputedStyle(document.documentElement);
    const token = (name) => styles.getPropertyValue(name).trim();
    const hex = (colour, alpha) => {
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
      return `rgba(${red},${green},${blue},${alpha})`;
    };
    function resolve(value) {
      if (typeof value === "string") {
        const match = value.match(/^var\((--ph-[\w-]+)\)(?:\/([\d.]+))?$/);
        if (!match) return value;
        return match[2] ? hex(token(match[1]), match[2]) : token(match[1]);
      }
      if (Array.isArray(value)) return value.map(resolve);
      if (value && typeof value === "object") {
        return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
      }
      return value;
    }
    return { token, resolve };
  }

  function template({ token }) {
    const axis = { showgrid: false, zeroline: false, linecolor: token("--ph-line"), tickcolor: token("--ph-line"), automargin: true };
    return {
      layout: {
        font: { family: "Inter Variable, system-ui, sans-serif", size: 12, color: token("--ph-ink-2") },
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        margin: { l: 0, r: 0, t: 8, b: 24 },
        xaxis: axis,
        yaxis: { ...axis, showgrid: true, gridcolor: token("--ph-line"), nticks: 5 },
        hoverlabel: { bgcolor: token("--ph-surface"), bordercolor: token("--ph-line"), font: { color: token("--ph-ink") } },
        colorway: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => token(`--ph-system-${index}`)),
        showlegend: false,
      },
    };
  }

  function draw(element, width) {
    if (!window.Plotly) return;
    const colours = resolver();
    const figure = colours.resolve(JSON.parse(element.dataset.chart));
    const layout = { ...figure.layout, template: template(colours), ...(width && { width }) };
    window.Plotly.react(element, figure.data, layout, config).then((plot) => {
      if (element.dataset.linked) return;
      element.dataset.linked = "yes";
      plot.on("plotly_click", (event) => {
        const point = event.points[0];
        const url = point.customdata?.url ?? point.customdata;
        if (typeof url === "string" && url.startsWith("/")) window.location.assign(url);
      });
    });
  }

  const drawAll = (root = document) => root.querySelectorAll("[data-chart]").forEach((element) => draw(element));

  /* Plotly draws in pixels of the screen. On paper a figure is drawn anew, as wide as the rule for print scales it. */
  const anew = (width) => document.querySelectorAll("[data-chart]").forEach((element) => {
    if (!element.data) return;
    window.Plotly.purge(element);
    delete element.dataset.linked;
    draw(element, width);
  });

  drawAll();
  window.addEventListener("beforeprint", () => anew(960));
  window.addEventListener("afterprint", () => anew());
  document.addEventListener("ph:theme", () => drawAll());
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.elt));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
})();
