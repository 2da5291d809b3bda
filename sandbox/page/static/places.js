// Places: the message or view that a control stands in, as the workspace is told of it.

export function placeOf(element) {
  const { view, channel, ts } = element.closest("[data-view], [data-ts]").dataset;
  return view ? { view } : { message: { channel, ts } };
}
