// Acting as the person who is looked as: one request for each thing they do.

const viewer = document.body.dataset.viewer;

/** Do something as the viewer. What went wrong is shown, and told in `error`; `ok` says that nothing did. */
export async function act(verb, body = {}) {
  const reply = await post(`/sandbox/people/${encodeURIComponent(viewer)}/${verb}`, body);
  if (reply.error) toast(inWords(reply.error));
  return { ...reply, ok: !reply.error };
}

/** Send JSON to the workspace, and return the JSON that it answers; a failure comes back as `{error}`. */
export async function post(path, body = {}) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await answer.json()) ?? {};
  } catch {
    return { error: "The workspace does not answer. Is it still running?" };
  }
}

/** Show a sentence for a while; whoever reads it longer puts the pointer or the focus on it. */
export function toast(words) {
  const shown = document.createElement("p");
  shown.className = "toast";
  shown.textContent = words;
  shown.tabIndex = 0;
  // What stands behind an open modal can neither be seen nor heard.
  const inModal = document.querySelector("#dialogs > dialog[open] .notices");
  (inModal ?? document.getElementById("toasts")).append(shown);
  const leave = () => setTimeout(() => (shown.matches(":hover, :focus") ? leave() : shown.remove()), 8000);
  if (!inModal) leave();
}

const WORDS = {
  operation_timeout: "The app did not answer within three seconds",
  dispatch_failed: "No app is connected to the workspace",
  invalid_arguments: "The app answered with something that Slack would refuse",
  push_limit_reached: "The app put a fourth modal on top of three, which Slack would refuse",
};

/** Say a code of Slack's in words, and what follows on it; whatever else it is stands as it is. */
export function inWords(error) {
  const [code, ...details] = error.replaceAll("[ERROR] ", "").split("; ");
  if (!WORDS[code]) return error;
  return `${WORDS[code]} (${code})${details.length ? `: ${details.join("; ")}` : ""}.`;
}
