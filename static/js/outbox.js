/* The outbox of a device: posts wait here until the hub has taken them. Shared by the page and the service worker.

   A post has a key that the hub takes once, so sending it again after a lost answer does no harm. */
(() => {
  "use strict";

  const DATABASE = "hub-outbox";
  const TRIES = 2;

  function open() {
    return new Promise((resolve, reject) => {
      const request = self.indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("posts", { keyPath: "key" });
        request.result.createObjectStore("photos");
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  /* Runs one request on one store and gives its result once the transaction is over. */
  async function run(store, mode, ask) {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode);
        const request = ask(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  const put = (post) => run("posts", "readwrite", (store) => store.put(post));
  const remove = (key) => run("posts", "readwrite", (store) => store.delete(key));
  const all = () => run("posts", "readonly", (store) => store.getAll());
  const keepPhoto = (scope, photo) => run("photos", "readwrite", (store) => store.put(photo, scope));
  const photoOf = (scope) => run("photos", "readonly", (store) => store.get(scope));
  const dropPhoto = (scope) => run("photos", "readwrite", (store) => store.delete(scope));

  function body(post) {
    const form = new FormData();
    post.fields.forEach(([name, value]) => form.append(name, value));
    if (post.photo) form.append("photo", post.photo, post.photo.name || "photo.jpg");
    return form;
  }

  /* Asks the hub for a fresh token; says who it takes the device for. */
  async function freshToken(post) {
    const answer = await fetch(post.tokenUrl, { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signed-out" };
    if (!answer.ok) return { state: answer.status >= 500 ? "waiting" : "refused" };
    const said = await answer.json();
    return said.who === post.who ? { state: "ready", token: said.token } : { state: "other" };
  }

  async function attempt(post) {
    const token = await freshToken(post);
    if (token.state !== "ready") return token;
    const headers = { Accept: "application/json", "X-CSRFToken": token.token };
    const answer = await fetch(post.url, { method: "POST", body: body(post), headers, redirect: "manual" });
    if (answer.type === "opaqueredirect") return { state: "signed-out" };
    if (answer.status === 403) return { state: "forbidden" };
    if (answer.status >= 500 || answer.status === 429) return { state: "waiting" };
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 201) return { state: "sent", url: said.url };
    if (answer.status === 410 && !said.url) return { state: "gone", message: said.message };
    return { state: answer.status === 422 ? "invalid" : "refused", errors: said.errors, message: said.message };
  }

  /* Sends one post. What is over leaves the outbox; everything else stays, with its state. */
  async function deliver(post) {
    let result = { state: "waiting" };
    for (let turn = 0; turn < TRIES; turn += 1) {
      try {
        result = await attempt(post);
      } catch {
        result = { state: "waiting" };
      }
      if (result.state !== "forbidden") break;
    }
    if (result.state === "forbidden") result = { state: "refused" };
    if (result.state === "sent" || result.state === "gone") await remove(post.key);
    else await put({ ...post, state: result.state, errors: result.errors || null });
    return { ...result, key: post.key, title: post.title };
  }

  /* One sender at a time on a device: the page and the worker take turns. */
  function alone(work) {
    return self.navigator.locks ? self.navigator.locks.request(DATABASE, work) : work();
  }

  const send = (key) => alone(async () => {
    const post = (await all()).find((one) => one.key === key);
    return post ? deliver(post) : { state: "gone", key };
  });

  const sendAll = () => alone(async () => {
    const results = [];
    for (const post of await all()) {
      if (post.state !== "invalid" && post.state !== "refused") results.push(await deliver(post));
    }
    return results;
  });

  self.HubOutbox = { put, remove, all, send, sendAll, keepPhoto, photoOf, dropPhoto };
})();
