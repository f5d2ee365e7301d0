"use strict";
// Photographs are made small before they are kept or sent; signatures are drawn with a finger.

const DoudiPictures = (() => {
  const LONG_SIDE = 1600, QUALITY = 0.8;

  async function shrink(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return { blob, taken: file.lastModified ? new Date(file.lastModified).toISOString() : null };
  }

  async function draw(canvas, blob) {
    const picture = await createImageBitmap(blob);
    const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
    canvas.getContext("2d").drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
  }

  // A signature's box: `changed(blob or null)` after each stroke.
  function signature(box, changed) {
    const canvas = box.querySelector("canvas"), pen = canvas.getContext("2d"), file = box.querySelector("input");
    let isDrawn = false, last = null;
    canvas.hidden = false;
    pen.lineWidth = 4;
    pen.lineCap = "round";
    const at = (event) => {
      const around = canvas.getBoundingClientRect();
      return [(event.clientX - around.left) * canvas.width / around.width, (event.clientY - around.top) * canvas.height / around.height];
    };
    canvas.addEventListener("pointerdown", (event) => { last = at(event); canvas.setPointerCapture(event.pointerId); });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      const here = at(event);
      pen.beginPath();
      pen.moveTo(...last);
      pen.lineTo(...here);
      pen.stroke();
      last = here;
      isDrawn = true;
    });
    const lift = () => {
      if (last && isDrawn) canvas.toBlob((blob) => changed(blob), "image/png");
      last = null;
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    const clear = () => { pen.clearRect(0, 0, canvas.width, canvas.height); isDrawn = false; };
    box.querySelector("[data-clear]").addEventListener("click", () => { clear(); file.value = ""; changed(null); });
    file.addEventListener("change", async () => {
      if (!file.files.length) return;
      try {
        const { blob } = await shrink(file.files[0]);
        clear();
        await draw(canvas, blob);
        changed(blob);
      } catch { DoudiVisits.say(DoudiVisits.words.badPhoto); }
      file.value = "";
    });
    return { show: (blob) => draw(canvas, blob) };
  }

  return { shrink, draw, signature };
})();
