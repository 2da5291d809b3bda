// Making one piece of the page like another, and keeping what stays the same: focus, typed text, open menus, scrolling.

// What the person at the page decides, whatever the server draws.
const OWN = new Set(["open"]);

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

function match(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || (from.id ?? "") !== (to.id ?? "")) {
    from.replaceWith(to);
  } else if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
  } else if (!from.isEqualNode(to)) {
    matchAttributes(from, to);
    matchChildren(from, to);
  }
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
  let current = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const same = wanted.id ? [...from.children].find((child) => child.id === wanted.id) : null;
    if (same && same !== current) from.insertBefore(same, current);
    else if (same) current = current.nextSibling;
    if (same) {
      match(same, wanted);
    } else if (current && !current.id && !wanted.id && current.nodeName === wanted.nodeName) {
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
