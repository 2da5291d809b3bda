// Modals: the one on top of the viewer's stack is shown as a dialog, and sent or closed from here.

import { act } from "./acting.js";
import { entered, valuesOf } from "./controls.js";

const FIELDS = ".body :is(input:not([type=hidden], :disabled), select, textarea, summary, button, a[href])";
// What had the focus before the first dialog came, and the message around it: it gets it back.
let before = null;
// What had the focus last in each dialog: whoever comes back to it goes on from there.
const left = new Map();
const busy = new WeakSet();
const closing = new WeakSet();
// The blocks in which something is wrong, from when that is known until it is shown.
const wrong = new WeakMap();

/** Open whatever dialog the server has drawn. */
export function showDialogs() {
  const dialog = document.querySelector("#dialogs > dialog");
  if (!dialog) giveBack();
  else if (!dialog.open) open(dialog);
  else if (!toFirstError(dialog)) keepFocus(dialog);
}

function open(dialog) {
  const active = document.activeElement;
  before ??= { element: active, around: active.closest("article")?.id };
  dialog.showModal();
  focus(dialog);
}

function focus(dialog) {
  const known = document.getElementById(left.get(dialog.id) ?? "");
  const first = known ?? dialog.querySelector(".body [autofocus]") ?? dialog.querySelector(FIELDS);
  (first ?? dialog.querySelector("footer button:last-child")).focus();
}

// The app may take away what had the focus; and where there was no field to be in, there may be one now.
function keepFocus(dialog) {
  const active = document.activeElement;
  if (!dialog.contains(active) || (active.closest("footer") && !left.has(dialog.id))) focus(dialog);
}

function giveBack() {
  left.clear();
  if (!before) return;
  const { element, around } = before;
  before = null;
  (element.isConnected ? element : document.getElementById(around ?? ""))?.focus();
}

// What is wrong is told in an answer and drawn on another way; whichever comes last moves the focus.
function toFirstError(dialog) {
  const marked = [...(wrong.get(dialog) ?? [])].map((block) =>
    dialog.querySelector(`[data-key="${CSS.escape(block)}"]:has([aria-invalid=true])`));
  if (!marked.length || marked.includes(null)) return false;
  wrong.delete(dialog);
  const first = dialog.querySelector("[aria-invalid=true]");
  (first.matches("fieldset") ? first.querySelector("input") : first).focus();
  return true;
}

document.addEventListener("focusin", ({ target }) => {
  const dialog = target.closest("dialog[data-view]");
  if (dialog && target.closest(".body") && target.id) left.set(dialog.id, target.id);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const dialog = form.closest("dialog[data-view]");
  if (!dialog) return;
  event.preventDefault();
  if (busy.has(dialog) || !form.querySelector("[type=submit]") || !isComplete(form)) return;
  dialog.querySelector(".notices").replaceChildren();
  await during(dialog, async () => {
    await entered();
    const { blocks } = await act("submit", { values: valuesOf(form) });
    wrong.set(dialog, Object.keys(blocks ?? {}));
  });
  toFirstError(dialog);
});

// Half a date or number cannot be read; the browser says so beside it.
function isComplete(form) {
  const broken = [...form.elements].find((field) => field.validity?.badInput);
  broken?.reportValidity();
  return !broken;
}

async function during(dialog, work) {
  busy.add(dialog);
  dialog.setAttribute("aria-busy", "true");
  await work();
  dialog.removeAttribute("aria-busy");
  busy.delete(dialog);
}

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("[data-close]")?.closest("dialog");
  if (dialog) close(dialog);
});

// Escape closes the modal in the workspace too; the dialog itself goes when the server says so.
document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog[data-view]")) return;
  event.preventDefault();
  close(event.target);
}, true);

function close(dialog) {
  if (closing.has(dialog)) return;
  closing.add(dialog);
  act("close");
}
