"use strict";
// Visits on a phone: written down at once, sent when there is a network, deleted when the office has confirmed them.
// A record: {client_id, case, account, title, path, send, state: "draft" | "waiting" | "problem", fields, files, problems, changed}

const DoudiVisits = (() => {
  const NAME = "doudi-visits", PAGES = "doudi-visit-pages", KEPT_DAYS = 7;
  const open = () => idb.openDB(NAME, 1, {
    upgrade: (db) => db.createObjectStore("records", { keyPath: "client_id" }),
  });
  const place = document.getElementById("cv-words");
  const words = place ? place.dataset : {};

  async function within(work) {
    const db = await open();
    try { return await work(db); } finally { db.close(); }
  }
  const all = () => within((db) => db.getAll("records"));
  const get = (id) => within((db) => db.get("records", id));
  const put = (record) => within((db) => db.put("records", { ...record, changed: Date.now() }));
  const remove = (id) => within((db) => db.delete("records", id));

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // --- pages that are taken along -------------------------------------------------------------------------------
  async function keepPage(path) {
    if (!("caches" in window)) return false;
    const response = await fetch(path, { credentials: "same-origin" });
    if (!response.ok || response.redirected) return false;
    await (await caches.open(PAGES)).put(new URL(path, location.href).pathname, response);
    return true;
  }
  const hasCaches = "caches" in window; // only with https
  const forgetPage = async (path) => hasCaches && (await caches.open(PAGES)).delete(path);
  const forgetAll = () => Promise.allSettled([idb.deleteDB(NAME), hasCaches && caches.delete(PAGES)]);

  async function forgetOldPages() {
    if (!hasCaches) return;
    const kept = await caches.open(PAGES);
    for (const request of await kept.keys()) {
      const response = await kept.match(request);
      const age = Date.now() - Date.parse(response.headers.get("Date") || 0);
      if (!(age < KEPT_DAYS * 86400000)) await kept.delete(request);
    }
  }

  async function startWorker() {
    if (!("serviceWorker" in navigator)) return false;
    await navigator.serviceWorker.register(words.worker, { scope: "/cases/" });
    await navigator.serviceWorker.ready;
    return true;
  }

  // --- sending --------------------------------------------------------------------------------------------------
  // Answers: "sent", "offline", "login", "other", "gone", "problem"
  async function session() {
    let response;
    try { response = await fetch(words.session, { redirect: "manual", cache: "no-store" }); } catch { return { state: "offline" }; }
    if (response.type === "opaqueredirect" || response.status === 403) return { state: "login" };
    if (!response.ok) return { state: "offline" };
    return { state: "ok", ...(await response.json()) };
  }

  function bodyOf(record) {
    const body = new FormData();
    for (const [name, value] of record.fields) body.append(name, value);
    body.set("client_id", record.client_id);
    const photos = record.files.photos || [];
    body.set("photo_taken", JSON.stringify(photos.map((p) => p.taken)));
    photos.forEach((p, n) => body.append("photos", p.blob, `${n + 1}.jpg`));
    for (const name of ["family_signature", "visitor_1_signature", "visitor_2_signature"]) {
      if (record.files[name]) body.append(name, record.files[name], "signature.png");
    }
    return body;
  }

  async function sendOne(record, account, token) {
    if (String(record.account) !== String(account)) return { state: "other" };
    let response;
    try {
      response = await fetch(record.send, {
        method: "POST", body: bodyOf(record), redirect: "manual",
        headers: { "X-CSRFToken": token, Accept: "application/json" },
      });
    } catch { return { state: "offline" }; }
    if (response.type === "opaqueredirect") return { state: "login" };
    if (response.status === 200 || response.status === 201) {
      const answer = await response.json();
      await remove(record.client_id);
      await forgetPage(record.path);
      return { state: "sent", answer };
    }
    if (response.status >= 500) return { state: "offline" };
    let problems = [{ where: "", text: response.status === 403 || response.status === 404 ? words.gone : words.refused }];
    if (response.status === 422) problems = (await response.json()).problems;
    await put({ ...record, state: "problem", problems });
    return { state: "problem", problems };
  }

  async function sendAll() {
    const work = async () => {
      const waiting = (await all()).filter((r) => r.state === "waiting");
      if (!waiting.length) return [];
      const now = await session();
      if (now.state !== "ok") return [now];
      const told = [];
      for (const record of waiting) told.push(await sendOne(record, now.account, now.token));
      return told;
    };
    // Two windows never send the same record at once; the office would keep it once all the same.
    return navigator.locks ? navigator.locks.request("doudi-visits", work) : work();
  }

  function say(text) {
    const note = document.querySelector(".cv-note");
    note.textContent = text;
    note.hidden = !text;
  }

  function tell(told) {
    const by = (state) => told.filter((t) => t.state === state);
    const late = by("sent").find((t) => t.answer.late);
    if (by("problem").length) return by("problem")[0].problems.map((p) => p.text).join(" ");
    if (late) return late.answer.text;
    if (by("login").length) return words.login;
    if (by("other").length) return words.other;
    if (by("offline").length) return words.kept;
    return by("sent").length ? words.sent : "";
  }

  return { all, get, put, remove, newId, keepPage, forgetPage, forgetAll, forgetOldPages, startWorker, sendAll, say, tell, words };
})();
