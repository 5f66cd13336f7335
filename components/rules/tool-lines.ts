import { escapePointer, parseWithPlaces, placeOf } from "./json-places";

/** The lines of the text that a tool's rule stands on, counted from 1; null where it has none. */
export function toolLines(
  text: string,
  tool: string,
): { readonly from: number; readonly to: number } | null {
  const parsed = parseWithPlaces(text);
  if (!parsed.ok) return null;
  const at = `/tools/${escapePointer(tool)}`;
  const tools = parsed.tree.members?.find(({ key }) => key === "tools")?.node;
  const own = tools?.members?.find(({ key }) => key === tool)?.node;
  if (own === undefined) return null;
  const { line: from } = placeOf(parsed.places, at);
  return { from, to: from + text.slice(own.from, own.to).split("\n").length - 1 };
}
