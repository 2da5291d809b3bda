// Modals: the one on top of the viewer's stack is shown as a dialog, and sent or closed from here.

import { act } from "./acting.js";
import { valuesOf } from "./controls.js";

// What had the focus before the first dialog came: it gets it back.
let before = null;

/** Open whatever dialog the server has drawn. */
export function showDialogs() {
  const dialog = document.querySelector("#dialogs > dialog");
  if (!dialog) {
    if (before?.isConnected) before.focus();
    before = null;
    return;
  }
  if (dialog.open) {
    toFirstError(dialog);
    return;
  }
  before ??= document.activeElement;
  dialog.showModal();
  const first = dialog.querySelector(".body [autofocus]") ?? dialog.querySelector(
    ".body :is(input:not([type=hidden]), select, textarea, summary, button)",
  ) ?? dialog.querySelector("footer button:last-child");
  first?.focus();
}

function toFirstError(dialog) {
  const fresh = [...dialog.querySelectorAll("[aria-invalid=true]")];
  const shown = fresh.map((field) => field.id).join(" ");
  if (shown && shown !== dialog.dataset.errors) fresh[0].focus();
  dialog.dataset.errors = shown;
}

document.addEventListener("submit", async (event) => {
  const dialog = event.target.closest("dialog[data-view]");
  if (!dialog) return;
  event.preventDefault();
  if (dialog.dataset.busy) return;
  busy(dialog, true);
  delete dialog.dataset.errors;
  await act("submit", { values: valuesOf(event.target) });
  busy(dialog, false);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (button) act("close");
});

// Escape closes the modal in the workspace too; the dialog itself goes when the server says so.
document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog[data-view]")) return;
  event.preventDefault();
  act("close");
}, true);

function busy(dialog, on) {
  if (on) dialog.dataset.busy = "1";
  else delete dialog.dataset.busy;
  dialog.setAttribute("aria-busy", String(on));
  const send = dialog.querySelector("footer [type=submit]");
  if (send) send.disabled = on;
}
