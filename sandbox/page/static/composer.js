// The message field: sends messages and slash commands, and hints at commands, people and channels while one types.

import { inWords, post } from "./acting.js";

const MOST_HINTS = 6;

const vocabulary = new Map();

function words(field) {
  if (!vocabulary.has(field.id)) vocabulary.set(field.id, JSON.parse(field.dataset.vocabulary));
  return vocabulary.get(field.id);
}

/** Return the word under the cursor, if it is one that can be completed. */
function begun(field) {
  const text = field.value.slice(0, field.selectionStart);
  const found = /(?:^(\/[\w-]*)|(?:^|\s)([@#][\w.-]*))$/.exec(text);
  return found ? (found[1] ?? found[2]) : null;
}

function fitting(field) {
  const word = begun(field);
  if (word !== null) return words(field).filter((entry) => entry.word.startsWith(word)).slice(0, MOST_HINTS);
  const command = /^(\/[\w-]+)\s/.exec(field.value)?.[1];
  return words(field).filter((entry) => entry.word === command && entry.hint);
}

function hint(field) {
  const box = document.getElementById(field.getAttribute("aria-describedby"));
  box.replaceChildren(...fitting(field).map((entry) => {
    const line = document.createElement("button");
    line.type = "button";
    line.dataset.word = entry.word;
    line.append(strong(entry.word), ` ${entry.hint ? `[${entry.hint}]` : ""} `, muted(entry.says));
    return line;
  }));
}

function strong(text) {
  const element = document.createElement("b");
  element.textContent = text;
  return element;
}

function muted(text) {
  const element = document.createElement("span");
  element.className = "muted";
  element.textContent = text;
  return element;
}

function complete(field, word) {
  const start = field.selectionStart - (begun(field)?.length ?? 0);
  field.setRangeText(`${word} `, start, field.selectionStart, "end");
  field.focus();
  hint(field);
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

async function send(form) {
  const field = form.querySelector("textarea");
  const refusal = form.querySelector(".refusal");
  const text = field.value.trim();
  if (!text || form.dataset.busy) return;
  form.dataset.busy = "1";
  const { room, thread } = form.dataset;
  const place = { channel: room, ...(thread ? { message: { channel: room, ts: thread } } : {}) };
  const [, command, rest] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  const path = `/sandbox/people/${encodeURIComponent(document.body.dataset.viewer)}`;
  const reply = command
    ? await post(`${path}/slash`, { command, text: rest, ...place })
    : await post(`${path}/post`, { text, ...place });
  delete form.dataset.busy;
  refusal.textContent = reply.error ? refused(command, reply.error) : "";
  if (!reply.error) {
    field.value = "";
    grow(field);
  }
  hint(field);
}

function refused(command, error) {
  const said = inWords(error);
  return command && said !== error ? `${command} failed: ${said}` : said;
}

document.addEventListener("input", (event) => {
  if (!event.target.matches(".composer textarea")) return;
  grow(event.target);
  hint(event.target);
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches(".composer textarea") || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(event.target.form);
  }
  const first = fitting(event.target)[0];
  if (event.key === "Tab" && !event.shiftKey && begun(event.target) !== null && first) {
    event.preventDefault();
    complete(event.target, first.word);
  }
});

document.addEventListener("click", (event) => {
  const line = event.target.closest(".hints button");
  if (line) complete(line.closest("form").querySelector("textarea"), line.dataset.word);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".composer")) return;
  event.preventDefault();
  send(event.target);
});
