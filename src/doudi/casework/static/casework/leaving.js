"use strict";
// At logout nothing of a visit stays on the phone. What was not sent yet is said first; whoever still leaves, deletes it.

(async () => {
  const form = document.querySelector("main form"), place = document.getElementById("cv-leaving");
  const records = await DoudiVisits.all().catch(() => []);
  if (records.length) {
    place.hidden = false;
    place.querySelector("[data-count]").textContent = records.length;
    form.querySelector("button").textContent = place.dataset.leave;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Without https a browser has no caches; whatever fails here, nobody is kept from logging out.
    try {
      await Promise.race([DoudiVisits.forgetAll(), new Promise((done) => setTimeout(done, 3000))]);
    } finally { form.submit(); }
  });
  form.dataset.ready = "yes";
})();
