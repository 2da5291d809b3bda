// The page: keeps itself up to date over a websocket, and sends what the person does with the frame around messages.

import { act, post, toast } from "./acting.js";
import { fill, follow } from "./morph.js";
import { showDialogs } from "./dialogs.js";
import { settle } from "./controls.js";
import "./composer.js";

const NEAR_THE_END = 80;
const AGAIN_AFTER = 500;
const feeds = () => document.querySelectorAll(".feed");

// What is pushed

function listen() {
  const socket = new WebSocket(`ws://${location.host}/page/stream?screen=${document.body.dataset.screen}`);
  socket.onmessage = (message) => JSON.parse(message.data).forEach(take);
  socket.onclose = () => {
    document.getElementById("lost").hidden = false;
    waitForServer();
  };
}

async function waitForServer() {
  try {
    await fetch("/sandbox/clock");
    location.reload();
  } catch {
    setTimeout(waitForServer, AGAIN_AFTER);
  }
}

function take({ region, html, gone, put }) {
  const element = document.getElementById(region);
  if (!element) return;
  const wasAtEnd = isAtEnd(element);
  const around = document.activeElement.closest("article");
  if (put) follow(element, { gone, put });
  else fill(element, html);
  settle(element);
  if (wasAtEnd && element.matches(".feed")) toEnd(element);
  if (region === "dialogs") showDialogs();
  // Whoever pressed what is gone now goes on from where it was.
  else if (document.activeElement === document.body) around?.focus();
}

// Scrolling

const isAtEnd = (feed) => feed.scrollHeight - feed.scrollTop - feed.clientHeight < NEAR_THE_END;
const toEnd = (feed) => feed.scrollTo({ top: feed.scrollHeight });

function begin() {
  feeds().forEach(toEnd);
  document.getElementById("new-line")?.scrollIntoView({ block: "center" });
  toNamed();
  showDialogs();
  if (document.getElementById("home")) act("open_home");
  listen();
}

/** Go to the message that the address names. */
function toNamed() {
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!named) return;
  document.querySelector(".named")?.classList.remove("named");
  named.classList.add("named");
  named.scrollIntoView({ block: "center" });
  named.focus();
}

window.addEventListener("hashchange", toNamed);

// What is done

document.addEventListener("change", (event) => {
  const target = event.target;
  if (target.id === "viewing-as" || target.closest(".filters")) target.form.submit();
  if (target.dataset.fault) post(`/page/fault/${target.dataset.fault}`, { on: target.checked });
});

// What a button asks of the workspace. It is read before anything is sent, as the answer may redraw the button.
function pathOf({ move, take, release }) {
  if (move) return `/page/time/${move}`;
  if (take) return `/page/take/${take}`;
  return release ? `/page/release/${release}` : null;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const path = pathOf(button.dataset);
  if (path) tell(await post(path));
  else if (button.dataset.shortcut) {
    const { channel, ts } = button.closest("[data-ts]").dataset;
    const menu = button.closest("details");
    menu.open = false;
    menu.querySelector("summary").focus();
    await act("shortcut", { name: button.dataset.shortcut, message: { channel, ts } });
  }
});

function tell(reply) {
  if (reply.error) toast(reply.error);
}

// A menu closes when something else is pressed, or with Escape, and gives the focus back.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest("details.more[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.key === "PageDown" || event.key === "PageUp") stepThroughFeed(event);
});

// As the feed pattern of the ARIA practices has it: a page up or down moves from article to article.
function stepThroughFeed(event) {
  const feed = event.target.closest(".feed");
  if (!feed) return;
  const articles = [...feed.querySelectorAll(":scope > article")];
  const here = articles.indexOf(event.target.closest("article"));
  const down = event.key === "PageDown";
  const next = here < 0 ? articles.at(down ? 0 : -1) : articles[here + (down ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

// A line of the inspector is long: it is fetched when it is opened.
document.addEventListener("toggle", async (event) => {
  const line = event.target;
  if (!line.matches?.("[data-line][open]")) return;
  const whole = line.querySelector(".whole");
  const answer = await fetch(`/page/line/${line.dataset.line}`);
  whole.replaceChildren();
  for (const [name, value] of Object.entries(await answer.json())) {
    const title = document.createElement("h3");
    title.textContent = name;
    const text = document.createElement("pre");
    text.tabIndex = 0;
    text.textContent = JSON.stringify(value, null, 2);
    whole.append(title, text);
  }
}, true);

begin();
