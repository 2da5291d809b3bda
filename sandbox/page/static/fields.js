// Fields: what one holds, what it held before, and how that is put back.

// What was last sent of each field; until then it is what the server has drawn.
const sent = new WeakMap();
// How many times each field is on its way to the workspace, and which of them was drawn anew in the meantime.
const underway = new WeakMap();
const overtaken = new WeakSet();

const input = (field) => field.querySelector("input, textarea");
const boxes = (field) => [...field.querySelectorAll("input[type=checkbox], input[type=radio]")];
const ticked = (field, drawn) => boxes(field).filter((box) => (drawn ? box.defaultChecked : box.checked));
const option = (box) => ({ value: box.value, text: box.nextElementSibling.textContent });
const held = (field) => [...field.querySelectorAll(".kit-chip")].map((chip) => chip.textContent);
const text = (field, drawn) => (drawn ? input(field).defaultValue : input(field).value) || null;

const KINDS = {
  menu: {
    read: (field, drawn) => {
      const select = field.querySelector("select");
      if (!drawn) return select.value || null;
      return [...select.options].find((one) => one.defaultSelected)?.value || null;
    },
    write: (field, value) => { field.querySelector("select").value = value ?? ""; },
  },
  radio: {
    read: (field, drawn) => ticked(field, drawn)[0]?.value ?? null,
    write: (field, value) => boxes(field).forEach((box) => { box.checked = box.value === value; }),
  },
  checkbox: {
    read: (field, drawn) => ticked(field, drawn).map((box) => box.value),
    write: (field, value) => boxes(field).forEach((box) => { box.checked = value.includes(box.value); }),
  },
  many: {
    // Where the app is asked for the options, only the page knows which words belong to a value.
    read: (field, drawn) => ticked(field, drawn).map((box) => ("least" in field.dataset ? option(box) : box.value)),
    write: (field, value) => {
      const values = value.map((one) => one.value ?? one);
      boxes(field).forEach((box) => { box.checked = values.includes(box.value); });
    },
  },
  asking: {
    read: ({ dataset }) => ("value" in dataset ? { value: dataset.value, text: dataset.text } : null),
    write: (field, value) => {
      input(field).value = value?.text ?? "";
      for (const name of ["value", "text"]) {
        if (value) field.dataset[name] = value[name];
        else delete field.dataset[name];
      }
    },
  },
  text: { read: text, write: (field, value) => { input(field).value = value ?? ""; } },
  rich: { read: text, write: (field, value) => { input(field).value = value ?? ""; } },
  files: {
    read: (field, drawn) => (drawn ? held(field) : [...input(field).files].map((file) => file.name)),
    write: (field) => { input(field).value = ""; },
  },
};

/** What the field holds: a text, an option's value, a list of them, or null. */
export const read = (field) => KINDS[field.dataset.kind].read(field, false);

const drawnIn = (field) => KINDS[field.dataset.kind].read(field, true);

export const write = (field, value) => KINDS[field.dataset.kind].write(field, value);

/** What the field held when it was last sent. */
export function before(field) {
  return sent.has(field) ? sent.get(field) : drawnIn(field);
}

export const remember = (field, value) => sent.set(field, value);

/** Note what the field holds before it is changed, where nothing else tells. */
export const hold = (field) => sent.has(field) || sent.set(field, read(field));

export const forget = (field) => sent.delete(field);

/** Say whether the field holds something that was not sent yet. */
export const isUnsent = (field) => !isSame(read(field), before(field));

/** Send a field; what is drawn of it on the way may be older than what was sent, and is shown afterwards. */
export async function underWay(field, work) {
  underway.set(field, (underway.get(field) ?? 0) + 1);
  await work();
  underway.set(field, underway.get(field) - 1);
  if (!underway.get(field) && overtaken.delete(field)) show(field, isBusy(field));
}

/** Let the server draw a field anew, and show what the workspace holds now, unless somebody is entering more. */
export function redraw(field, draw) {
  const [drawn, entered, wasBusy] = [drawnIn(field), read(field), isBusy(field)];
  draw();
  // What was entered and refused is drawn as it was before, and stays to be seen.
  if (isSame(drawn, drawnIn(field))) return;
  if (!underway.get(field)) {
    show(field, wasBusy);
  } else if (!wasBusy) {
    overtaken.add(field);
    put(field, entered);
  }
}

function show(field, wasBusy) {
  forget(field);
  if (!wasBusy) put(field, drawnIn(field));
}

// No script may put a file where somebody is to choose one.
const put = (field, value) => field.dataset.kind === "files" || write(field, value);

const isBusy = (field) => field.contains(document.activeElement) && (isUnsent(field) || isSearched(field));

const isSearched = (field) => field.dataset.kind === "asking" && input(field).value !== (field.dataset.text ?? "");

export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What all fields inside an element hold, by their spots, but for those that show what the workspace holds anyway. */
export function valuesOf(element) {
  const fields = [...element.querySelectorAll("[data-field]")].filter((field) => !isAsDrawn(field));
  return Object.fromEntries(fields.map((field) => [field.dataset.field, read(field)]));
}

// A field shows less than the workspace knows: of rich text the words, of a moment the minutes, of a file nothing.
function isAsDrawn(field) {
  const { kind } = field.dataset;
  if (kind === "asking") return false;
  // Files are told of as soon as they are chosen.
  return kind === "files" || isSame(read(field), drawnIn(field));
}
