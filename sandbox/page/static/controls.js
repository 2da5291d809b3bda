// Controls: what people press, choose and fill in is told to the workspace. Listeners stand on the document, so that
// whatever is drawn anew just works.

import { act } from "./acting.js";
import * as combobox from "./combobox.js";
import { before, forget, isUnsent, read, remember, underWay, write } from "./fields.js";
import { catchUp } from "./morph.js";
import { closeOthers, filter, fit, never, showChosen, soon, step } from "./menus.js";
import { placeOf } from "./places.js";

export { valuesOf } from "./fields.js";

const TYPING = 300;
const PICKER = "input:is([type=date], [type=time], [type=datetime-local])";
// What is entered arrives before what is pressed after it.
let entering = Promise.resolve();
const pressed = new WeakSet();

/** Wait until everything that was entered has arrived. */
export const entered = () => entering;

const fieldOf = (target) => target.closest("[data-field]");
const sentOn = (field, when) => (field.dataset.sentOn ?? "").split(" ").includes(when);

/** Ask the person for agreement, where the app wants it. */
function agreed(control) {
  const dialog = control.querySelector(":scope > .kit-confirm");
  if (!dialog) return true;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "confirm"), { once: true });
  });
}

/** Send what a field holds now, if that is anything new; return whether it was sent. */
async function enter(field, { always = false } = {}) {
  if (!always && !isUnsent(field)) return false;
  const value = read(field);
  const place = placeOf(field);
  if (!(await agreed(field))) {
    write(field, before(field));
    if (field.dataset.kind === "many") showChosen(field);
    return false;
  }
  remember(field, value);
  entering = underWay(field, async () => {
    await entering;
    // A field that goes, with its modal, says what was typed in it as its last word.
    if (!field.isConnected) return;
    const reply = await act("enter", { spot: field.dataset.field, value, ...place });
    if (!reply.ok) forget(field);
  });
  await entering;
  return true;
}

/** Press a button, or choose from the menu behind three dots; a link is followed too. */
async function press(button, event) {
  // The second click of a double click is none of its own.
  if (pressed.has(button) || event.detail > 1) return event.preventDefault();
  const control = button.closest(".kit-control");
  const place = placeOf(control);
  const leaves = button.href && button.target !== "_blank";
  const asks = control.querySelector(":scope > .kit-confirm") !== null;
  if (asks || leaves) event.preventDefault();
  const drop = button.closest(".kit-drop");
  if (drop) closeAndReturn(drop);
  if (!(await agreed(control))) return undefined;
  if (asks && button.href && !leaves) window.open(button.href, "_blank", "noopener,noreferrer");
  pressed.add(button);
  button.setAttribute("aria-busy", "true");
  await entering;
  const verb = "choose" in button.dataset ? ["choose", { option: button.dataset.choose }] : ["press", {}];
  await act(verb[0], { label: button.dataset.spot, ...verb[1], ...place });
  button.removeAttribute("aria-busy");
  pressed.delete(button);
  if (leaves) window.location.assign(button.href);
  return undefined;
}

function closeAndReturn(drop) {
  drop.open = false;
  drop.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  const answer = event.target.closest("[data-answer]");
  if (answer) answer.closest("dialog").close(answer.dataset.answer);
  const button = event.target.closest("[data-press], [data-choose]");
  if (button) press(button, event);
  const option = event.target.closest(".kit-asking [role=option]:not([aria-disabled])");
  if (option && combobox.take(fieldOf(option), option)) enter(fieldOf(option));
  if (event.target.matches(".kit-asking [role=combobox]")) combobox.look(fieldOf(event.target));
});

document.addEventListener("pointerdown", (event) => {
  closeOthers(event.target);
  // The field keeps the focus while somebody points at what it offers.
  if (event.target.closest(".kit-asking [role=listbox]")) event.preventDefault();
});

document.addEventListener("focusin", (event) => closeOthers(event.target));

document.addEventListener("change", (event) => {
  const field = fieldOf(event.target);
  if (!field || event.target.matches(".kit-filter")) return;
  if (field.dataset.kind === "many") showChosen(field);
  else if (field.dataset.kind === "asking") return;
  else if (field.dataset.sentOn === "enter") return;
  else if (event.target.matches(PICKER)) enterSoon(field, event.target);
  else if (event.target.validity?.badInput) event.target.reportValidity();
  else enter(field);
});

// While somebody types a date, the browser tells of every date on the way: of the year 202 before 2026.
function enterSoon(field, { type, validity, value }) {
  const isOnTheWay = validity.badInput || (type !== "time" && value.startsWith("0"));
  if (isOnTheWay) never(field);
  else soon(field, () => enter(field), TYPING);
}

document.addEventListener("input", (event) => {
  const field = fieldOf(event.target);
  if (!field) return;
  if (event.target.matches(".kit-filter")) filter(field, event.target.value);
  if (field.dataset.kind === "asking") combobox.look(field);
  showRoom(field);
  if (sentOn(field, "character")) soon(field, () => enter(field), TYPING);
});

// How much room there is matters when it runs out.
function showRoom(field) {
  const room = field.querySelector("[data-room]");
  if (!room) return;
  const left = Number(field.dataset.most) - [...(read(field) ?? "")].length;
  room.hidden = left > 200;
  room.textContent = left < 0 ? `${-left} characters too many` : `${left} characters left`;
  room.classList.toggle("kit-over", left < 0);
}

document.addEventListener("keydown", (event) => {
  const drop = event.target.closest(".kit-drop[open]");
  const field = fieldOf(event.target);
  if (drop && keyInMenu(drop, event)) stop(event);
  else if (field?.dataset.kind === "asking" && keyInCombobox(field, event)) stop(event);
  else if (field && event.key === "Enter" && sendsOnEnter(field, event)) {
    stop(event);
    enter(field, { always: true });
  }
}, true);

// What a menu has made use of is nobody else's: Escape would close the modal too.
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

function keyInMenu(drop, event) {
  if (event.key === "Escape") closeAndReturn(drop);
  else if (event.key === "ArrowDown") step(drop, 1);
  else if (event.key === "ArrowUp") step(drop, -1);
  else if (event.key === "Enter" && event.target.matches("[type=checkbox]")) event.target.click();
  else return event.key === "Enter" && event.target.matches("input");
  return true;
}

function keyInCombobox(field, event) {
  if (event.key === "Enter") {
    if (!combobox.take(field)) return false;
    enter(field);
    return true;
  }
  const isDone = combobox.key(field, event.key);
  if (event.key === "Escape") catchUp(field);
  return isDone;
}

function sendsOnEnter(field, event) {
  if (!sentOn(field, "enter") || event.isComposing) return false;
  return !event.target.matches("textarea") || event.ctrlKey || event.metaKey;
}

document.addEventListener("focusin", (event) => {
  closeOthers(event.target);
  if (event.target.matches(".kit-asking [role=combobox]")) combobox.look(fieldOf(event.target));
});

document.addEventListener("focusout", (event) => {
  const field = event.target.matches(".kit-asking [role=combobox]") ? fieldOf(event.target) : null;
  if (field && combobox.leave(field)) enter(field);
  else if (field) catchUp(field);
  if (event.target.matches(`[data-field] ${PICKER}`) && !event.target.validity.badInput) {
    never(fieldOf(event.target));
    enter(fieldOf(event.target));
  }
});

// A menu of many is sent when it is closed, as Slack does; `toggle` is heard on the way down only.
document.addEventListener("toggle", (event) => {
  const drop = event.target.closest?.(".kit-drop");
  if (!drop) return;
  const field = fieldOf(drop);
  if (drop.open) fit(drop);
  if (drop.open && field && "least" in field.dataset) filter(field, field.querySelector(".kit-filter").value);
  if (!drop.open && field) finish(field);
}, true);

async function finish(field) {
  field.querySelector(".kit-filter").value = "";
  if (!("least" in field.dataset)) filter(field, "");
  if (!(await enter(field))) catchUp(field);
}

/** Put right what the workspace cannot know of fields that it has drawn anew. */
export function settle(region) {
  for (const room of region.querySelectorAll("[data-room]")) showRoom(fieldOf(room));
  for (const held of region.querySelectorAll("[data-held]")) {
    // The browser's own field shows what was just chosen in it.
    held.hidden = fieldOf(held).querySelector("input").files.length > 0;
  }
}
