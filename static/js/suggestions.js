/* A and D decide the suggestion that has the focus; Dismiss opens its three reasons. Only within tray and list. */
(() => {
  "use strict";

  const keys = { a: "[data-suggestion-accept]", d: "[data-suggestion-dismiss]" };

  document.addEventListener("keydown", (event) => {
    const card = event.target.closest?.("[data-suggestions] .ph-suggestion");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
    if (!card || !isPlain || event.target.matches("input, textarea, select")) return;
    const button = keys[event.key.toLowerCase()] && card.querySelector(keys[event.key.toLowerCase()]);
    if (!button) return;
    event.preventDefault();
    button.click();
    const menu = button.closest("details[open]");
    if (menu) menu.querySelector("button")?.focus();
  });
})();
