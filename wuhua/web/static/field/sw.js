// Keeps the shell of the field page, and only the shell: no route, no customer, no answer of the API ever comes in here.
"use strict";

const CACHE = "wuhua-field-1";
const SHELL = ["/field/", "/field/manifest.webmanifest", "/static/field/field.css", "/static/field/store.js",
  "/static/field/sending.js", "/static/field/form.js", "/static/field/field.js", "/static/desk/mark.svg"];

// A page that sent us to the door is not the shell.
const whole = (answer) => answer.ok && !answer.redirected;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all(SHELL.map(async (path) => {
      const answer = await fetch(path, { credentials: "same-origin", cache: "reload" });
      if (!whole(answer)) throw new Error(path);
      await cache.put(path, answer);
    }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("wuhua-field-") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET" || !SHELL.includes(path)) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    try {
      const answer = await fetch(event.request);
      if (whole(answer)) await cache.put(path, answer.clone());
      return answer;
    } catch (trouble) {
      const kept = await cache.match(path);
      if (kept) return kept;
      throw trouble;
    }
  })());
});
