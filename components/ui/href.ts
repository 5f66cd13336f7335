export type Params = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The same page with some of its parameters changed: `undefined` or an empty string takes one out.
 * Filters, sort order, paging and the open panel all live in the address, so every view can be
 * shared and the back button undoes it.
 */
export function withParams(
  path: string,
  current: Params,
  patch: Readonly<Record<string, string | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...current, ...patch })) {
    const one = typeof value === "object" ? value[0] : value;
    if (one !== undefined && one !== "") query.set(key, one);
  }
  query.sort();
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** One parameter's text. A parameter that is given twice counts once; an empty one not at all. */
export function oneParam(value: string | readonly string[] | undefined): string | undefined {
  const one = typeof value === "object" ? value[0] : value;
  return one === "" ? undefined : one;
}
