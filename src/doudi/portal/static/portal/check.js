// Makes the browser's own Back button work. Pages that answer a form are kept by no browser (they must not be, on a
// village terminal), so going back to one would end at an error. With scripts, a page is therefore put in place
// without leaving the document, and Back asks for the page before it, with the answers of the page that is open.
// Nothing is stored: the history remembers only which page it was. Without scripts, everything works but that button.

const ANSWERS = "answers";
let isBusy = false;

function currentForm() {
  return document.getElementById(ANSWERS);
}

function place() {
  const at = document.querySelector('input[name="at"]');
  return { at: at ? at.value : "" };
}

function put(page) {
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.className = page.documentElement.className;
  document.body.replaceWith(page.body);
  window.scrollTo(0, 0);
  (document.querySelector(".dd-faults") || document.getElementById("content")).focus();
  offerPrint();
}

async function fetchPage(address, data) {
  const response = await fetch(address, { method: "POST", body: data });
  if (!(response.headers.get("Content-Type") || "").startsWith("text/html")) {
    throw new Error("not a page");
  }
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function leaveItToTheBrowser(form, button) {
  const pressed = document.createElement("input");
  pressed.type = "hidden";
  pressed.name = button.name;
  pressed.value = button.value;
  form.append(pressed);
  form.submit();
}

async function send(event) {
  const form = event.target;
  const button = event.submitter;
  const address = button && button.hasAttribute("formaction") ? button.formAction : form.action;
  if (!button || !form.matches("[data-pages]") || /\.(pdf|docx)$/.test(address)) {
    return;
  }
  event.preventDefault();
  if (isBusy) {
    return;
  }
  isBusy = true;
  const data = new FormData(form);
  data.append(button.name, button.value);
  try {
    put(await fetchPage(address, data));
    history[button.name === "switch" ? "replaceState" : "pushState"](place(), "", new URL(address).pathname);
  } catch {
    leaveItToTheBrowser(form, button);
  } finally {
    isBusy = false;
  }
}

async function goBack(event) {
  const form = currentForm();
  if (!event.state || !event.state.at || !form) {
    location.reload();
    return;
  }
  const data = new FormData(form);
  data.set("at", event.state.at);
  data.set("do", `change:${event.state.at}`);
  const address = event.state.at === "result" ? form.dataset.result : form.dataset.pages;
  try {
    put(await fetchPage(address, data));
  } catch {
    location.reload();
  }
}

function offerPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
  }
}

document.addEventListener("submit", send);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) {
    window.print();
  }
});
addEventListener("popstate", goBack);
if (currentForm()) {
  history.replaceState(place(), "");
}
offerPrint();
