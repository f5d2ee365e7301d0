"use strict";
// "My visits": what is still on the phone, and what to take along.

(async () => {
  const store = DoudiVisits, words = store.words;
  const unsent = document.querySelector("[data-unsent]"), list = document.querySelector("[data-records]");
  const account = unsent.dataset.account;
  for (const one of document.querySelectorAll("[data-needs-scripts]")) one.hidden = false;

  function button(text, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn";
    made.textContent = text;
    made.addEventListener("click", press);
    return made;
  }

  async function show() {
    const records = await store.all();
    const own = records.filter((r) => String(r.account) === account);
    list.replaceChildren();
    for (const record of own) {
      const line = document.createElement("li"), name = document.createElement("strong"), state = document.createElement("span");
      name.textContent = record.title;
      state.textContent = ` ${{ draft: words.draft, waiting: words.waiting, problem: words.problem }[record.state]} `;
      line.append(name, state);
      for (const problem of record.problems || []) line.append(Object.assign(document.createElement("p"), { textContent: problem.text }));
      const open = document.createElement("a");
      open.className = "btn";
      open.href = `${record.path}#${record.client_id}`;
      open.textContent = words.open;
      line.append(open, " ", button(words.delete, async () => {
        if (confirm(words.sure)) { await store.remove(record.client_id); await show(); }
      }));
      list.append(line);
    }
    if (records.length > own.length) list.append(Object.assign(document.createElement("li"), { textContent: words.other }));
    unsent.hidden = !records.length;
    unsent.querySelector("[data-send-now]").hidden = !own.some((r) => r.state === "waiting");
    unsent.dataset.count = own.length;
  }

  async function send() {
    const told = await store.sendAll();
    const said = store.tell(told);
    if (said) store.say(said);
    await show();
    if (told.some((t) => t.state === "sent")) await store.keepPage(words.list).catch(() => false);
  }

  unsent.querySelector("[data-send-now]").addEventListener("click", send);
  window.addEventListener("online", send);
  const prepare = document.querySelector("[data-prepare]");
  if (prepare) prepare.addEventListener("click", async () => {
    try {
      let good = await store.startWorker();
      for (const page of [words.list, ...[...document.querySelectorAll("[data-page]")].map((a) => new URL(a.href).pathname)]) {
        good = (await store.keepPage(page)) && good;
      }
      store.say(good ? words.prepared : words.unprepared);
    } catch { store.say(words.unprepared); }
  });

  const told = sessionStorage.getItem("doudi-told");
  sessionStorage.removeItem("doudi-told");
  if (told) store.say(told);
  await show();
  await send();
  if (told && !document.querySelector(".cv-note").textContent) store.say(told);
  await store.forgetOldPages().catch(() => false);
  unsent.dataset.ready = "yes";
})();
