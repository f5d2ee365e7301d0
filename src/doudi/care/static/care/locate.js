/* Where a visit was made, if the phone says so; without it the place is written in words. */
(() => {
  const button = document.querySelector("[data-locate]");
  const told = document.querySelector("[data-located]");
  if (!button || !navigator.geolocation) return;
  const form = button.form;
  button.closest("[data-needs-scripts]").hidden = false;
  const micro = (degrees) => Math.round(degrees * 1e6);
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.latitude.value = micro(coords.latitude);
      form.elements.longitude.value = micro(coords.longitude);
      form.elements.accuracy.value = Math.round(coords.accuracy);
      told.textContent = told.dataset.done.replace("{metres}", Math.round(coords.accuracy));
    }, () => { told.textContent = told.dataset.none; form.elements.place.focus(); }, { enableHighAccuracy: true, timeout: 15000 });
  });
})();
