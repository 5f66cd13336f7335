type Named = { readonly name: string; readonly networks: readonly string[] };

/** A line of the form as a name with its networks. What follows no colon is a name without any. */
export function namedOf(line: string): Named {
  const colon = line.indexOf(":");
  if (colon === -1) return { name: line.trim(), networks: [] };
  const networks = line.slice(colon + 1).split(/[\s,]+/);
  return { name: line.slice(0, colon).trim(), networks: networks.filter((one) => one !== "") };
}

/** Names with their networks as lines of the form. */
export function linesOfNamed(value: unknown): string[] {
  const all = Array.isArray(value) ? (value as readonly Named[]) : [];
  return all.map(({ name, networks }) => `${name}: ${networks.join(", ")}`);
}
