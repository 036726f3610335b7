/* Dictation into a text field, where the browser can listen; elsewhere its buttons stay hidden. */
(() => {
  "use strict";

  const Listener = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Listener) return;
  let active = null;

  function stop() {
    active?.listener.stop();
  }

  function append(field, words) {
    const gap = field.value && !/\s$/.test(field.value) ? " " : "";
    field.value += gap + words.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function start(button) {
    const field = document.getElementById(button.dataset.dictate);
    const listener = new Listener();
    listener.lang = document.documentElement.lang;
    listener.continuous = true;
    listener.onresult = (event) => {
      for (let at = event.resultIndex; at < event.results.length; at += 1) {
        if (event.results[at].isFinal) append(field, event.results[at][0].transcript);
      }
    };
    listener.onerror = (event) => {
      if (event.error !== "no-speech" && event.error !== "aborted") button.dispatchEvent(new CustomEvent("ph:deaf", { bubbles: true }));
    };
    listener.onend = () => {
      button.setAttribute("aria-pressed", "false");
      if (active?.button === button) active = null;
    };
    active = { button, listener };
    button.setAttribute("aria-pressed", "true");
    listener.start();
    field.focus();
  }

  document.querySelectorAll("[data-dictate]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-dictate]");
    if (!button) return;
    const was = active?.button;
    stop();
    if (was !== button) start(button);
  });
  document.addEventListener("submit", stop, true);
})();
