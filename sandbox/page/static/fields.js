// Fields: what one holds, what it held before, and how that is put back.

// What was last sent of each field; until then it is what the server has drawn.
const sent = new WeakMap();

const input = (field) => field.querySelector("input, textarea");
const boxes = (field) => [...field.querySelectorAll("input[type=checkbox], input[type=radio]")];
const ticked = (field, drawn) => boxes(field).filter((box) => (drawn ? box.defaultChecked : box.checked));
const option = (box) => ({ value: box.value, text: box.nextElementSibling.textContent });
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
    read: (field, drawn) => (drawn ? [] : [...input(field).files].map((file) => file.name)),
    write: (field) => { input(field).value = ""; },
  },
};

/** What the field holds: a text, an option's value, a list of them, or null. */
export const read = (field) => KINDS[field.dataset.kind].read(field, false);

export const write = (field, value) => KINDS[field.dataset.kind].write(field, value);

/** What the field held when it was last sent. */
export function before(field) {
  return sent.has(field) ? sent.get(field) : KINDS[field.dataset.kind].read(field, true);
}

export const remember = (field, value) => sent.set(field, value);

/** Note what the field holds before it is changed, where nothing else tells. */
export const hold = (field) => sent.has(field) || sent.set(field, read(field));

export const forget = (field) => sent.delete(field);

export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What all fields inside an element hold, by their spots, but for those that show what the workspace holds anyway. */
export function valuesOf(element) {
  const fields = [...element.querySelectorAll("[data-field]")].filter((field) => !isAsDrawn(field));
  return Object.fromEntries(fields.map((field) => [field.dataset.field, read(field)]));
}

// A field shows less than the workspace knows: of rich text the words, of a moment the minutes, of a file nothing.
function isAsDrawn(field) {
  const { read: readField } = KINDS[field.dataset.kind];
  return field.dataset.kind !== "asking" && isSame(readField(field, false), readField(field, true));
}
