"use strict";
// The visit's form on a phone: every answer is kept as it is given, and nothing waits for the network.

(async () => {
  const form = document.querySelector(".cv-form"), store = DoudiVisits, words = store.words;
  const path = location.pathname, most = Number(form.dataset.most);
  let record = null, saving = Promise.resolve(), isLeaving = false;

  for (const one of document.querySelectorAll("[data-needs-scripts]")) one.hidden = false;

  // --- what is asked depends on who was met ---------------------------------------------------------------------
  function ask() {
    const outcome = (form.querySelector("[name=outcome]:checked") || {}).value;
    const kind = (form.querySelector("[name=kind]:checked") || {}).value;
    for (const one of form.querySelectorAll("[data-if-met]")) one.hidden = outcome === "nobody_home";
    for (const one of form.querySelectorAll("[data-if-in]")) one.hidden = outcome === "nobody_home";
    for (const one of form.querySelectorAll("[data-kinds]")) one.hidden = !one.dataset.kinds.split(" ").includes(kind);
    const follows = { lives_here_who: ["lives_here", ["fewer", "more"]], differs_how: ["differs", ["differs"]] };
    for (const [name, [of, when]] of Object.entries(follows)) {
      const box = form.querySelector(`[name=q_${name}]`).closest(".cv-question");
      box.hidden = !when.includes((form.querySelector(`[name=q_${of}]:checked`) || {}).value);
    }
  }

  // --- kept as it is written ------------------------------------------------------------------------------------
  function fields() {
    const hidden = ["csrfmiddlewaretoken", "client_id", "photo_taken"];
    return [...new FormData(form).entries()].filter(([name, value]) => typeof value === "string" && !hidden.includes(name));
  }
  function save(state = "draft") {
    record = { ...record, state, fields: fields() };
    const kept = { ...record };
    saving = saving.then(() => store.put(kept));
    return saving;
  }
  function fill(written) {
    for (const box of form.querySelectorAll("input[type=radio], input[type=checkbox]")) {
      box.checked = written.some(([name, value]) => name === box.name && value === box.value);
    }
    for (const [name, value] of written) {
      const box = form.elements.namedItem(name);
      if (box && !(box instanceof RadioNodeList) && box.type !== "checkbox" && box.type !== "radio") box.value = value;
    }
  }

  // --- photographs ----------------------------------------------------------------------------------------------
  const photos = form.querySelector("[data-photos]"), input = form.querySelector("[name=photos]");
  async function showPhotos() {
    photos.replaceChildren();
    for (const [n, photo] of record.files.photos.entries()) {
      const line = document.createElement("li"), small = document.createElement("canvas"), button = document.createElement("button");
      small.width = small.height = 192;
      small.setAttribute("role", "img");
      small.setAttribute("aria-label", `${words.photo} ${n + 1}`);
      button.type = "button";
      button.className = "btn";
      button.textContent = words.delete;
      button.addEventListener("click", async () => {
        record.files.photos = record.files.photos.filter((p) => p !== photo);
        await save();
        await showPhotos();
      });
      line.append(small, button);
      photos.append(line);
      await DoudiPictures.draw(small, photo.blob);
    }
  }
  input.addEventListener("change", async () => {
    const chosen = [...input.files];
    input.value = "";
    for (const file of chosen) {
      if (record.files.photos.length >= most) { store.say(words.manyPhotos); break; }
      try { record.files.photos.push(await DoudiPictures.shrink(file)); } catch { store.say(words.badPhoto); }
    }
    await save();
    await showPhotos();
  });

  // --- where ----------------------------------------------------------------------------------------------------
  form.querySelector("[data-locate]").addEventListener("click", () => {
    const told = form.querySelector("[data-located]");
    const micro = (degrees) => Math.round(degrees * 1e6);
    if (!navigator.geolocation) { told.textContent = words.noPlace; return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.latitude.value = micro(coords.latitude);
      form.elements.longitude.value = micro(coords.longitude);
      form.elements.accuracy.value = Math.round(coords.accuracy);
      told.textContent = words.located.replace("{metres}", Math.round(coords.accuracy));
      save();
    }, () => { told.textContent = words.noPlace; form.elements.place.focus(); }, { enableHighAccuracy: true, timeout: 15000 });
  });

  // --- begin, or go on with what was begun ----------------------------------------------------------------------
  const own = (await store.all()).filter((r) => r.case === form.dataset.case && String(r.account) === form.dataset.account);
  const asked = location.hash.slice(1);
  const known = own.find((r) => r.client_id === asked) || own.find((r) => r.state === "draft");
  const isAnswered = document.querySelector(".dd-faults, .dd-fault") !== null; // the server's page, with what was typed
  if (known && !isAnswered) {
    record = known;
    fill(record.fields);
    store.say(record.problems ? record.problems.map((p) => p.text).join(" ") : words.restored);
  } else {
    const now = new Date(), two = (n) => String(n).padStart(2, "0");
    record = {
      client_id: isAnswered ? form.elements.client_id.value : store.newId(), case: form.dataset.case, account: form.dataset.account,
      title: document.querySelector("h1").textContent.trim(), path, send: form.dataset.send, files: { photos: [] }, fields: [],
    };
    if (!isAnswered) form.elements.at.value = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}T${two(now.getHours())}:${two(now.getMinutes())}`;
  }
  for (const box of form.querySelectorAll("[data-signature]")) {
    const name = box.dataset.signature;
    const drawn = DoudiPictures.signature(box, (blob) => { record.files[name] = blob || undefined; save(); });
    if (record.files[name]) await drawn.show(record.files[name]);
  }
  await showPhotos();
  ask();
  form.addEventListener("input", () => { ask(); if (!isLeaving) save(); });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    isLeaving = true;
    await save("waiting");
    store.say(words.sending);
    const told = await store.sendAll();
    const still = await store.get(record.client_id);
    if (still && still.state === "problem") {
      isLeaving = false;
      record = { ...still, state: "draft" };
      store.say(still.problems.map((p) => p.text).join(" "));
      document.querySelector(".cv-note").scrollIntoView();
      return;
    }
    sessionStorage.setItem("doudi-told", store.tell(told) || words.kept);
    location.assign(words.list);
  });
  form.dataset.ready = "yes";

  // --- the page itself stays on the phone until the visit is sent ---------------------------------------------------
  try {
    if (await store.startWorker()) {
      await store.keepPage(path);
      await store.keepPage(words.list);
      form.dataset.kept = "yes";
    }
  } catch { /* no network just now: it was kept before, or will be next time */ }
})();
