// Making one piece of the page like another, and keeping what stays the same: focus, typed text, open menus, scrolling.

import { redraw } from "./fields.js";

// What the person at the page decides, and what the page notes by itself, whatever the server draws.
const OWN = new Set(["open", "aria-busy"]);
// A field that somebody is choosing in is let alone until they are done.
const HELD = "[data-field]:has(> details[open], > [role=listbox]:not([hidden]))";
const postponed = new WeakMap();

/** Give `element` these children. */
export function fill(element, html) {
  const wanted = document.createElement("template");
  wanted.innerHTML = html;
  matchChildren(element, wanted.content);
}

/** Make a list of keyed children follow what the server says of it. */
export function follow(list, { gone, put }) {
  for (const key of gone) document.getElementById(key)?.remove();
  for (const { key, html, after } of put) {
    const wanted = document.createElement("template");
    wanted.innerHTML = html;
    const fresh = wanted.content.firstElementChild;
    const old = list.querySelector(`:scope > #${CSS.escape(key)}`);
    if (old) match(old, fresh);
    else if (after) list.querySelector(`:scope > #${CSS.escape(after)}`).after(fresh);
    else list.prepend(fresh);
  }
}

/** Show on a field what the server has drawn of it while somebody was choosing. */
export function catchUp(field) {
  const drawn = postponed.get(field);
  postponed.delete(field);
  if (drawn) match(field, drawn);
}

const keyOf = (node) => node.id || node.dataset?.key || "";

function match(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || keyOf(from) !== keyOf(to)) {
    from.replaceWith(to);
  } else if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
  } else if (from.matches(HELD)) {
    postponed.set(from, to);
  } else if (!from.isEqualNode(to) && !("own" in from.dataset)) {
    postponed.delete(from);
    if (from.matches("[data-field]")) redraw(from, () => matchElement(from, to));
    else matchElement(from, to);
  }
}

function matchElement(from, to) {
  matchAttributes(from, to);
  matchChildren(from, to);
}

function matchAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !OWN.has(name)) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value && !OWN.has(name)) from.setAttribute(name, value);
  }
}

function matchChildren(from, to) {
  // What goes is taken out first: then nothing that stays has to be moved, which would cost it the focus.
  const kept = new Set([...to.childNodes].map(keyOf));
  for (const child of [...from.children]) if (!kept.has(keyOf(child)) && keyOf(child)) child.remove();
  let current = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    const same = key ? [...from.children].find((child) => keyOf(child) === key) : null;
    if (same && same !== current) from.insertBefore(same, current);
    else if (same) current = current.nextSibling;
    if (same) {
      match(same, wanted);
    } else if (current && !keyOf(current) && !key && current.nodeName === wanted.nodeName) {
      const next = current.nextSibling;
      match(current, wanted);
      current = next;
    } else {
      from.insertBefore(wanted, current);
    }
  }
  while (current) {
    const next = current.nextSibling;
    current.remove();
    current = next;
  }
}
