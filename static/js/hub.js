/* Makes quicker what already works without it: dialogs, menus, toasts, search, forms, focus after a swap. */
(() => {
  "use strict";

  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isTyping = (element) => element?.closest?.("input, textarea, select, [contenteditable=true]");

  /* Speaks to screen readers without moving the focus. */
  function announce(text) {
    const status = find("#ph-status");
    status.textContent = "";
    window.setTimeout(() => { status.textContent = text; }, 50);
  }

  /* Toasts: six seconds, ten when there is something to undo, errors until closed. */
  function startToast(toast) {
    if (toast.dataset.started) return;
    toast.dataset.started = "yes";
    const seconds = Number(toast.dataset.toast);
    if (!seconds) return;
    let timer = 0;
    const start = () => { timer = window.setTimeout(() => toast.remove(), seconds * 1000); };
    const stop = () => window.clearTimeout(timer);
    ["mouseenter", "focusin"].forEach((name) => toast.addEventListener(name, stop));
    ["mouseleave", "focusout"].forEach((name) => toast.addEventListener(name, start));
    start();
  }
  const startToasts = () => all("[data-toast]").forEach(startToast);

  function showError(text) {
    if (all("#ph-toasts .ph-toast-error p").some((said) => said.textContent === text)) return;
    const toast = document.createElement("div");
    toast.className = "ph-toast ph-toast-error";
    toast.dataset.toast = "stays";
    const words = document.createElement("p");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "ph-btn ph-btn-bare";
    close.dataset.toastClose = "";
    close.textContent = find("#ph-toasts").dataset.close;
    toast.append(words, close);
    find("#ph-toasts").append(toast);
  }

  /* Confirmation: data-confirm holds the question, data-confirm-button the verb. */
  function ask(element, proceed) {
    const dialog = find("#ph-confirm");
    find("#ph-confirm-text").textContent = element.dataset.confirm;
    const yes = find("[data-confirm-yes]", dialog);
    yes.dataset.usual ||= yes.textContent;
    yes.textContent = element.dataset.confirmButton || yes.dataset.usual;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") proceed(); }, { once: true });
    dialog.showModal();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const asker = event.submitter?.dataset.confirm ? event.submitter : form;
    if (asker.dataset.confirm && !form.dataset.confirmed && !form.hasAttribute("hx-post")) {
      event.preventDefault();
      event.stopPropagation();
      ask(asker, () => {
        form.dataset.confirmed = "yes";
        form.requestSubmit(event.submitter);
        delete form.dataset.confirmed;
      });
      return;
    }
    if (!event.defaultPrevented) form.dataset.sent = "yes";
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    const element = event.target;
    if (!element.dataset?.confirm) return;
    event.preventDefault();
    ask(element, () => event.detail.issueRequest(true));
  });

  /* Theme: at once here, and by the posted form for the next page. */
  function setTheme(form, button) {
    const theme = button.value;
    if (theme) document.documentElement.dataset.bsTheme = theme;
    else delete document.documentElement.dataset.bsTheme;
    all("button[name=theme]").forEach((other) => other.setAttribute("aria-pressed", String(other.value === theme)));
    const body = new FormData(form);
    body.set("theme", theme);
    body.set("next", "/healthz/");
    fetch(form.action, { method: "POST", body, redirect: "manual" });
    document.dispatchEvent(new CustomEvent("ph:theme"));
  }

  function copy(button) {
    const source = button.dataset.copyFrom ? find(button.dataset.copyFrom) : null;
    const text = button.dataset.copy || source?.value || source?.textContent || "";
    navigator.clipboard.writeText(text.trim()).then(() => announce(button.dataset.copied || text));
    button.classList.add("ph-is-done");
  }

  function openDialog(opener, event) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    const near = (selector) => target.closest?.(selector);
    all("details.ph-menu[open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
    if (target.matches?.("dialog.ph-dialog")) target.close();
    const opener = near("[data-dialog]");
    if (opener) openDialog(opener, event);
    near("[data-dialog-close]")?.closest("dialog").close();
    if (near("[data-print]")) window.print();
    near("[data-toast-close]")?.closest("[data-toast]").remove();
    const button = near("[data-copy], [data-copy-from]");
    if (button) copy(button);
    const choice = near("[data-theme-choice] button");
    if (choice) { event.preventDefault(); setTheme(choice.form, choice); }
  });

  /* Escape closes a menu and gives the focus back; `/` opens search; arrows walk through results. */
  function walk(event, list) {
    const items = all("a[href], button", list);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = items.indexOf(document.activeElement) + step;
    if (next < 0) { find("input[type=search]", list.closest("dialog, form, main"))?.focus(); return; }
    items[Math.min(next, items.length - 1)]?.focus();
  }

  document.addEventListener("keydown", (event) => {
    const menu = document.activeElement?.closest?.("details.ph-menu[open]");
    if (event.key === "Escape" && menu) { menu.open = false; find("summary", menu).focus(); }
    if (event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const target = find("[data-shortcut='/']");
      if (target) { event.preventDefault(); target.matches("input") ? target.focus() : target.click(); }
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const list = event.target.closest?.("[data-arrows]")
        || (event.target.matches?.("input[type=search]") && find("[data-arrows]", event.target.closest("dialog") || document));
      const inMenu = menu && find(".ph-menu-list", menu);
      if (list || inMenu) { event.preventDefault(); walk(event, list || inMenu); }
    }
  });

  /* Forms */
  let isDirty = false;
  document.addEventListener("input", (event) => {
    if (event.target.form?.hasAttribute("data-unsaved")) isDirty = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty && !find("form[data-unsaved][data-sent]") && find("form[data-unsaved]")) event.preventDefault();
  });

  function countChecked(name) {
    const boxes = all(`input[type=checkbox][name="${name}"]`);
    const checked = boxes.filter((box) => box.checked).length;
    all(`[data-check-count="${name}"]`).forEach((place) => { place.textContent = checked; });
    all(`[data-check-some="${name}"]`).forEach((part) => { part.hidden = checked === 0; });
    all(`[data-check-all="${name}"]`).forEach((box) => {
      box.checked = checked > 0 && checked === boxes.length;
      box.indeterminate = checked > 0 && checked < boxes.length;
    });
  }

  const countAll = () => new Set(all("[data-check-all]").map((box) => box.dataset.checkAll)).forEach(countChecked);

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.dataset.checkAll) {
      all(`input[type=checkbox][name="${field.dataset.checkAll}"]`).forEach((box) => { box.checked = field.checked; });
    }
    if (field.type === "checkbox") countChecked(field.dataset.checkAll || field.name);
    /* A search box is sent by Enter or its own trigger: it also changes when Back takes it away while it has the focus. */
    if (field.form?.hasAttribute("data-autosubmit") && field.type !== "search") field.form.requestSubmit();
  });

  ["dragover", "dragleave", "drop"].forEach((name) => document.addEventListener(name, (event) => {
    const zone = event.target.closest?.(".ph-upload");
    if (!zone) return;
    zone.classList.toggle("ph-is-over", name === "dragover");
    const input = find("input[type=file]", zone);
    if (name === "dragover") event.preventDefault();
    if (name === "drop" && input && event.target !== input) {
      event.preventDefault();
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }));

  /* After a swap: start toasts, send the focus where the fragment asks, keep counts true. When the swap took away what had
     the focus, the new content gets it, so that the next Tab goes on from there. */
  function settle(root, request) {
    startToasts();
    const wanted = find("[data-focus]", root) || find("[aria-invalid=true]", root);
    const isLost = request?.hadFocus && document.activeElement === document.body;
    if (wanted) wanted.focus();
    else if (isLost && root.isConnected) {
      if (!root.hasAttribute("tabindex")) root.tabIndex = -1;
      root.focus({ preventScroll: true });
    }
    countAll();
  }
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    detail.requestConfig.hadFocus = detail.requestConfig.elt.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", (event) => settle(event.detail.elt, event.detail.requestConfig));
  document.addEventListener("htmx:oobAfterSwap", startToasts);
  document.addEventListener("htmx:afterRequest", (event) => {
    const said = event.detail.elt.dataset?.announce;
    if (event.detail.successful && said) announce(said);
  });
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute?.("aria-busy", "true"));
  document.addEventListener("htmx:afterOnLoad", (event) => event.detail.target?.removeAttribute?.("aria-busy"));
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => {
    document.addEventListener(name, (event) => {
      event.detail.target?.removeAttribute?.("aria-busy");
      const texts = find("#ph-toasts").dataset;
      showError(event.detail.xhr?.status === 403 ? texts.refused : texts.failed);
    });
  });

  /* A row of tabs that is wider than the screen starts with the current one in view. */
  all(".ph-pages > ul, .ph-tabs").forEach((row) => {
    const current = find("[aria-current]", row);
    if (current) row.scrollLeft += Math.max(0, current.getBoundingClientRect().right + 48 - row.getBoundingClientRect().right);
  });

  startToasts();
  countAll();
  (find("[data-focus], main form [aria-invalid=true]") ?? find("main .ph-error-summary"))?.focus();
  window.phHub = { announce, showError };
})();
