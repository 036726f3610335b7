/* Keeps the posting form for when there is no network, and sends what waits in the outbox. */
(() => {
  "use strict";

  const SHELL = `hub-shell-${self.HUB.version}`;
  const PAGES = "hub-pages";
  const FORM = /^\/(?:link\/[^/]+|[^/]+\/sense-making\/post)\/$/;
  const SIGN_OUT = "/accounts/logout/";

  /* A file that does not come must not keep the others from being kept. */
  self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
      const cache = await caches.open(SHELL);
      await Promise.allSettled(self.HUB.kept.map((path) => cache.add(path)));
      await self.skipWaiting();
    })());
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith("hub-shell-") && name !== SHELL).map((name) => caches.delete(name)));
      await self.clients.claim();
    })());
  });

  /* From the network; the form as it was last seen when there is none. */
  async function page(request, path) {
    const cache = await caches.open(PAGES);
    try {
      const answer = await fetch(request);
      if (answer.ok && !answer.redirected && answer.type === "basic") await cache.put(path, answer.clone());
      else if (answer.status === 404 || answer.status === 410) await cache.delete(path);
      return answer;
    } catch (error) {
      const kept = await cache.match(path);
      if (kept) return kept;
      throw error;
    }
  }

  async function asset(request) {
    try {
      return await fetch(request);
    } catch (error) {
      const kept = await caches.match(request, { ignoreSearch: true });
      if (kept) return kept;
      throw error;
    }
  }

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== self.location.origin) return;
    if (request.method === "POST" && url.pathname === SIGN_OUT) event.waitUntil(caches.delete(PAGES));
    if (request.method !== "GET") return;
    if (request.mode === "navigate") {
      event.waitUntil(self.HubOutbox.sendAll().catch(() => []));
      if (FORM.test(url.pathname)) event.respondWith(page(request, url.pathname));
    } else if (self.HUB.kept.includes(url.pathname)) {
      event.respondWith(asset(request));
    }
  });

  self.addEventListener("sync", (event) => {
    if (event.tag !== "hub-outbox") return;
    event.waitUntil((async () => {
      const results = await self.HubOutbox.sendAll();
      const windows = await self.clients.matchAll();
      windows.forEach((client) => client.postMessage({ outbox: results }));
      if (results.some((result) => result.state === "waiting")) throw new Error("Some posts still wait.");
    })());
  });
})();
