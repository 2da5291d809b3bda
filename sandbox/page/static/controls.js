// Controls inside blocks.
export function valuesOf(form) { return {}; }
