// The service worker: it keeps the frame of the app, and nothing of anybody. What officers take along and what they write
// is in IndexedDB, by officer. The server puts SHELL (version, page, files) before this.
/* global SHELL */
"use strict";

const PREFIX = "anlan-field-";
const CACHE = PREFIX + SHELL.version;
// A network that answers this late is none for somebody who stands in a workshop.
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([SHELL.page, ...SHELL.files].map((address) => new Request(address, { cache: "reload" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === SHELL.page) event.respondWith(page());
  else if (SHELL.files.includes(url.pathname + url.search)) event.respondWith(file(event.request));
});

// The page of the network first: its words follow the reader's language. One of another version waits for its own worker.
async function page() {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(SHELL.page, { ignoreVary: true });
  try {
    const answer = await fetch(SHELL.page, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok && answer.headers.get("X-Field-Version") === SHELL.version) {
      await cache.put(SHELL.page, answer.clone());
      return answer;
    }
    return answer.ok || !kept ? answer : kept;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}
