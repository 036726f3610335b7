/* The posting form on a device: keeps the draft while typing, posts through the outbox, sends what waits. */
(() => {
  "use strict";

  const form = document.querySelector("#post-form");
  const outbox = window.HubOutbox;
  if (!form || !outbox) return;

  const say = form.dataset;
  const path = new URL(form.action).pathname;
  const waiting = document.querySelector("#post-outbox");
  const TEXTS = ["news", "tried", "saw", "next"];
  const KEPT = [...TEXTS, "photo_alt", "kind", "mark", "circle", "happened_on"];
  const LARGEST = 10 * 1024 * 1024;
  const state = { opened: Date.now(), isRestored: false, isSending: false, isLeaving: false, photo: null, preview: "" };

  let timer = 0;

  const field = (name) => form.elements[name];
  const initiative = () => form.querySelector("[name=initiative]").value;
  const subject = () => form.querySelector(".ph-post-subject strong")?.textContent || "";
  const scope = (about = initiative()) => `hub-draft:${path}:${say.who}:${about}`;
  const newKey = () => window.crypto.randomUUID?.() || field("client_key").value;

  function status(text, isOff = !navigator.onLine) {
    const place = form.querySelector("#post-status");
    place.textContent = "";
    if (!text) return;
    const icon = form.querySelector(".ph-post-camera .ph-icon").cloneNode(true);
    const use = icon.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, isOff ? "#cloud-off" : "#cloud-check"));
    place.append(icon, text);
  }

  /* --- The draft: text in localStorage, the photo in the device's database --- */

  const spoken = () => [...form.querySelectorAll("#post-speaks [name]")];

  function draft() {
    const kept = { mode: field("mode").value, key: field("client_key").value, nothing_new: field("nothing_new").checked };
    KEPT.forEach((name) => { kept[name] = field(name).value; });
    kept.listeners = [...form.querySelectorAll("[name=listeners]:checked")].map((box) => box.value);
    spoken().forEach((control) => {
      if (control.type === "range" || control.checked) kept[control.name] = control.value;
    });
    return kept;
  }

  const isEmpty = () => TEXTS.every((name) => !field(name).value.trim()) && !field("nothing_new").checked && !state.photo;

  function saveDraft() {
    try {
      if (isEmpty()) localStorage.removeItem(scope());
      else localStorage.setItem(scope(), JSON.stringify(draft()));
      status(isEmpty() ? "" : navigator.onLine ? say.saved : say.savedOffline);
    } catch { /* A device that keeps nothing still posts. */ }
  }

  function clearDraft(about = initiative()) {
    try { localStorage.removeItem(scope(about)); } catch { /* nothing was kept */ }
    outbox.dropPhoto(scope(about)).catch(() => {});
  }

  function fill(kept) {
    KEPT.forEach((name) => { if (kept[name] !== undefined && kept[name] !== "") field(name).value = kept[name]; });
    field("nothing_new").checked = Boolean(kept.nothing_new);
    if (kept.mode) field("mode").value = kept.mode;
    form.querySelectorAll("[name=listeners]").forEach((box) => { box.checked = (kept.listeners || []).includes(box.value); });
    spoken().forEach((control) => {
      if (control.type === "range") control.value = kept[control.name] ?? control.value;
      else control.checked = (kept[control.name] ?? "") === control.value;
    });
    if (kept.key) field("client_key").value = kept.key;
  }

  async function restore() {
    if (!TEXTS.every((name) => !field(name).value)) return;
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(scope())); } catch { /* nothing readable was kept */ }
    field("client_key").value = newKey();
    if (!kept) return;
    fill(kept);
    state.isRestored = true;
    const photo = await outbox.photoOf(scope()).catch(() => null);
    if (photo) showPhoto(photo);
    status(say.restored);
  }

  function reset() {
    form.reset();
    TEXTS.forEach((name) => { field(name).value = ""; });
    field("client_key").value = newKey();
    showPhoto(null);
    showErrors({});
    Object.assign(state, { opened: Date.now(), isRestored: false });
  }

  /* --- The photo --- */

  function showPhoto(photo) {
    const place = form.querySelector("[data-photo]");
    const picture = place.querySelector("img");
    if (state.preview) URL.revokeObjectURL(state.preview);
    state.photo = photo;
    state.preview = photo ? URL.createObjectURL(photo) : "";
    place.hidden = picture.hidden = place.querySelector("[data-photo-remove]").hidden = !photo;
    if (photo) picture.src = state.preview; else { picture.removeAttribute("src"); field("photo").value = ""; }
  }

  function choosePhoto(photo) {
    const isTooLarge = photo && photo.size > LARGEST;
    showError("photo", isTooLarge ? [say.tooLarge] : []);
    showPhoto(isTooLarge ? null : photo || null);
    if (state.photo) outbox.keepPhoto(scope(), state.photo).catch(() => {});
    else outbox.dropPhoto(scope()).catch(() => {});
    saveDraft();
  }

  /* --- Errors beside their fields --- */

  function showError(name, messages) {
    const place = form.querySelector(`[data-error-for="${name}"]`) || form.querySelector("[data-error-for=__all__]");
    place.replaceChildren(...messages.map((message) => {
      const line = document.createElement("p");
      line.textContent = message;
      return line;
    }));
    const control = form.querySelector(`[name="${name}"]:not([type=hidden])`);
    if (!control) return;
    control.toggleAttribute("aria-invalid", messages.length > 0);
    if (messages.length) control.setAttribute("aria-invalid", "true");
    if (place.id) messages.length ? control.setAttribute("aria-describedby", place.id) : control.removeAttribute("aria-describedby");
  }

  function showErrors(errors) {
    form.querySelectorAll("[data-error-for]").forEach((place) => showError(place.dataset.errorFor, errors[place.dataset.errorFor] || []));
    const first = Object.keys(errors)[0];
    if (!first) return;
    if (["tried", "saw", "next"].includes(first)) field("mode").value = "learning";
    if (first === "news") field("mode").value = "update";
    if (first === "initiative") form.querySelector("#post-head details")?.setAttribute("open", "");
    const control = form.querySelector(`[name="${first}"]:not([type=hidden])`) || form.querySelector("[name=q]");
    control?.closest("details")?.setAttribute("open", "");
    control?.focus();
  }

  function missing() {
    const errors = {};
    const need = (name) => { if (!field(name).value.trim()) errors[name] = [field(name).dataset.missing]; };
    const mode = field("mode").value;
    if (!initiative()) errors.initiative = [say.choose];
    if (mode === "learning" || ["tried", "saw", "next"].some((name) => field(name).value.trim())) { need("tried"); need("saw"); }
    if (mode === "update" && !field("nothing_new").checked) need("news");
    return errors;
  }

  /* --- Posting --- */

  function collect() {
    if (!state.isRestored) field("seconds").value = Math.max(1, Math.round((Date.now() - state.opened) / 1000));
    const left = ["photo", "csrfmiddlewaretoken", "q"];
    const fields = [...new FormData(form)].filter(([name]) => !left.includes(name));
    return {
      key: field("client_key").value, url: path, tokenUrl: say.tokenUrl, who: say.who, title: subject(),
      about: initiative(), words: field("saw").value || field("news").value, fields, photo: state.photo, state: "waiting",
    };
  }

  async function send() {
    if (state.isSending || state.isLeaving) return;
    window.clearTimeout(timer);
    const errors = missing();
    showErrors(errors);
    if (Object.keys(errors).length) return;
    state.isSending = true;
    form.setAttribute("aria-busy", "true");
    status(say.sending);
    const post = collect();
    try {
      await outbox.put(post);
      await settle(post, navigator.onLine ? await outbox.send(post.key) : { state: "waiting" });
    } catch {
      if (navigator.onLine) form.submit();
      else status(say.notKept, true);
    } finally {
      state.isSending = false;
      form.removeAttribute("aria-busy");
    }
  }

  async function settle(post, result) {
    if (result.state === "sent") {
      clearDraft(post.about);
      state.isLeaving = true;
      window.location.assign(result.url);
      return;
    }
    if (result.state === "invalid" || result.state === "refused") {
      await outbox.remove(post.key);
      status(result.state === "refused" ? say.refused : "");
      showErrors(result.errors || (result.message ? { __all__: [result.message] } : {}));
      return;
    }
    clearDraft(post.about);
    reset();
    const words = { waiting: say.queued, other: say.signedOut, "signed-out": say.signedOut, gone: result.message };
    status(words[result.state] || "", result.state === "waiting");
    await showWaiting();
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.sync?.register("hub-outbox").catch(() => {});
  }

  /* --- What waits on this device --- */

  function row(post) {
    const line = document.createElement("li");
    const words = { "signed-out": "signedOut", other: "other", invalid: "invalid", refused: "refused" }[post.state] || "waiting";
    const title = document.createElement("strong");
    title.textContent = post.title;
    const note = document.createElement("p");
    note.textContent = waiting.dataset[words];
    note.className = "ph-meta";
    const said = document.createElement("p");
    said.textContent = post.words ? `“${post.words.slice(0, 90)}${post.words.length > 90 ? "…" : ""}”` : "";
    const actions = document.createElement("p");
    actions.className = "ph-row";
    const button = (label, act) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "ph-btn-link", textContent: label, onclick: act });
      return made;
    };
    if (words === "invalid" || words === "refused") actions.append(button(waiting.dataset.mend, () => mend(post)));
    actions.append(button(waiting.dataset.discard, async () => {
      if (window.confirm(waiting.dataset.discardQuestion)) { await outbox.remove(post.key); await showWaiting(); }
    }));
    line.append(title, said, note, actions);
    return line;
  }

  async function mend(post) {
    const kept = Object.fromEntries(post.fields);
    kept.listeners = post.fields.filter(([name]) => name === "listeners").map(([, value]) => value);
    await outbox.remove(post.key);
    if (post.url === path) { reset(); fill({ ...kept, key: newKey() }); if (post.photo) showPhoto(post.photo); state.isRestored = true; }
    showErrors(post.errors || {});
    await showWaiting();
  }

  async function showWaiting() {
    const posts = (await outbox.all().catch(() => [])).filter((post) => post.who === say.who);
    waiting.hidden = posts.length === 0;
    waiting.querySelector("ul").replaceChildren(...posts.map(row));
    const signIn = waiting.querySelector("[data-outbox-sign-in]");
    if (signIn) signIn.hidden = !posts.some((post) => post.state === "signed-out");
  }

  async function tell(results) {
    const sent = results.filter((result) => result.state === "sent");
    if (sent.length) status(waiting.dataset.sent.replace("%(title)s", sent.map((result) => result.title).join(", ")), false);
    await showWaiting();
  }

  async function sendWaiting() {
    if (!navigator.onLine || state.isSending) return;
    await tell(await outbox.sendAll().catch(() => []));
  }

  /* --- Another initiative --- */

  async function choose(button) {
    const before = scope();
    const about = button.value;
    const kept = draft();
    form.querySelector("[name=initiative]").value = about;
    form.querySelector(".ph-post-subject").replaceChildren(Object.assign(document.createElement("strong"), { textContent: button.textContent.trim() }));
    form.querySelector("#post-head .ph-tile-icon-large").replaceWith(Object.assign(button.querySelector(".ph-tile-icon").cloneNode(true), {}));
    form.querySelector("#post-head .ph-tile-icon").classList.add("ph-tile-icon-large");
    form.querySelector("#post-head details").open = false;
    form.querySelectorAll("[name=listeners]").forEach((box) => { box.checked = false; });
    showError("initiative", []);
    try {
      localStorage.removeItem(before);
      if (state.photo) { await outbox.dropPhoto(before); await outbox.keepPhoto(scope(), state.photo); }
    } catch { /* nothing was kept */ }
    await refresh(about).catch(() => { form.querySelector("#post-listeners").hidden = true; });
    const circle = field("circle");
    if ([...circle.options].some((option) => option.value === kept.circle)) circle.value = kept.circle;
    saveDraft();
    form.querySelector("#post-head summary")?.focus();
  }

  async function refresh(about) {
    const answer = await fetch(`${say.aboutUrl}?initiative=${about}`, { redirect: "error" });
    if (!answer.ok) throw new Error(answer.statusText);
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    ["post-head", "post-circle", "post-listeners", "post-speaks"].forEach((id) => {
      const fresh = found.getElementById(id);
      if (fresh) document.getElementById(id).replaceWith(document.adoptNode(fresh));
    });
    window.htmx?.process(document.getElementById("post-head"));
  }

  /* The page may come from the device, made for another initiative than the address asks for. */
  async function agreeWithAddress() {
    const wanted = new URL(window.location).searchParams.get("initiative");
    if (!wanted || wanted === initiative() || !say.aboutUrl) return;
    const button = form.querySelector(`button[name=choose][value="${CSS.escape(wanted)}"]`);
    if (button) await choose(button);
    else form.querySelector("#post-head details")?.setAttribute("open", "");
  }

  /* --- Wiring --- */

  form.addEventListener("input", (event) => {
    if (event.target.name === "q" || event.target.name === "photo") return;
    if (event.target.getAttribute("aria-invalid")) showError(event.target.name, []);
    window.clearTimeout(timer);
    timer = window.setTimeout(saveDraft, 300);
  });
  window.addEventListener("pagehide", () => { if (!state.isSending && !state.isLeaving && !isEmpty()) saveDraft(); });
  field("photo").addEventListener("change", (event) => choosePhoto(event.target.files[0]));
  form.querySelector("[data-photo-remove]").addEventListener("click", () => { choosePhoto(null); field("photo").focus(); });
  form.addEventListener("ph:deaf", () => status(say.deaf));
  form.addEventListener("submit", (event) => {
    const by = event.submitter;
    event.preventDefault();
    if (by?.name === "choose") choose(by);
    else if (by?.name === "look" && (by.matches(":focus, :active") || document.activeElement?.name === "q")) field("q").dispatchEvent(new Event("input", { bubbles: true }));
    else send();
  });
  waiting.querySelector("[data-outbox-send]").addEventListener("click", sendWaiting);
  window.addEventListener("online", sendWaiting);
  window.addEventListener("offline", () => { if (!isEmpty()) saveDraft(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted && state.isLeaving) { state.isLeaving = false; reset(); } });

  async function register() {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.addEventListener("message", (event) => { if (event.data?.outbox) tell(event.data.outbox); });
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller && await caches.match(path)) return;
    const answer = await fetch(path, { redirect: "error" });
    if (answer.ok) await (await caches.open("hub-pages")).put(path, answer);
  }

  showPhoto(null);
  agreeWithAddress().then(restore).then(showWaiting).then(sendWaiting);
  register().catch(() => { /* Without a worker the form still posts and the outbox still sends. */ });
})();
