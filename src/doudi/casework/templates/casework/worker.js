{% load static %}"use strict";
// Keeps what was taken along on a phone: pages that somebody asked to keep, and what those pages are made of. The network
// first, always; what is kept only where there is none. Nothing is stored here that a page did not store on purpose.
const PARTS = "doudi-visit-parts", PAGES = "doudi-visit-pages", PATIENCE = 8000;
const PART_ADDRESSES = [
  "{% static 'vendor/tabler.min.css' %}", "{% static 'foundation/doudi.css' %}", "{% static 'foundation/desk.css' %}",
  "{% static 'foundation/mark.svg' %}", "{% static 'vendor/idb.js' %}", "{% static 'casework/visits.css' %}",
  "{% static 'casework/visit_store.js' %}", "{% static 'casework/visit_pictures.js' %}",
  "{% static 'casework/visit_page.js' %}", "{% static 'casework/visits_page.js' %}",
];

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const kept = await caches.open(PARTS);
    await kept.addAll(PART_ADDRESSES);
    for (const old of await kept.keys()) {
      if (!PART_ADDRESSES.includes(new URL(old.url).pathname)) await kept.delete(old);
    }
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && /^\/cases\/(visits|\d+\/visit)\/$/.test(address.pathname);
  if (isPage) event.respondWith(answer(request, address.pathname, PAGES));
  else if (PART_ADDRESSES.includes(address.pathname)) event.respondWith(answer(request, address.pathname, PARTS));
});

async function answer(request, path, store) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    const kept = await (await caches.open(store)).match(path);
    return kept || new Response(
      '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>没有网络</title>' +
      '<p>没有网络，这一页没有存在手机上。</p><p lang="en">There is no network, and this page was not kept on the phone.</p><p><a href="/cases/visits/">我的走访</a></p></html>',
      { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'" } });
  }
}
