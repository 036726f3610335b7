/* Words selected in the intent become the passage of a comment or a suggestion; without it, people copy them. */
(() => {
  "use strict";

  const bar = document.querySelector("[data-passage-bar]");
  if (!bar) return;
  const words = bar.querySelector("[data-passage-words]");
  const links = [...bar.querySelectorAll("[data-passage-link]")];
  const longest = 1500;

  /* The text of a range as it reads clean: without removed words and what only screen readers hear. */
  function textOf(range) {
    const copy = range.cloneContents();
    copy.querySelectorAll("del, .ph-hidden-visually").forEach((element) => element.remove());
    return copy.textContent;
  }

  function selected() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const text = document.querySelector("[data-passages]");
    if (!text || !text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
    if (range.startContainer.parentElement.closest("del") || range.endContainer.parentElement.closest("del")) return null;
    const passage = textOf(range);
    if (!passage.trim() || passage.length > longest) return null;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const start = textOf(before).length + passage.length - passage.trimStart().length;
    return { passage: passage.trim(), start };
  }

  function show() {
    const chosen = selected();
    if (!chosen) {
      if (!bar.contains(document.activeElement)) bar.hidden = true;
      return;
    }
    words.textContent = `“${chosen.passage}”`;
    links.forEach((link) => { link.search = new URLSearchParams(chosen).toString(); });
    bar.hidden = false;
  }

  document.addEventListener("selectionchange", show);
})();
