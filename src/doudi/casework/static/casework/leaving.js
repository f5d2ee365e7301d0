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
    await Promise.allSettled([idb.deleteDB("doudi-visits"), caches.delete("doudi-visit-pages")]);
    form.submit();
  });
  form.dataset.ready = "yes";
})();
