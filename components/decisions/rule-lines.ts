import { type Node, parseWithPlaces } from "@/components/rules/json-places";
import { pointerParts } from "@/lib/policy/pointer";

/** Where a rule that is no pointer is written in the document. */
const WRITTEN: Readonly<Record<string, string>> = {
  "(default deny)": "/default",
  "(hidden)": "/hide",
};

/**
 * The lines of a rules document, as text, on which the rule that fired stands, counted from 1; null
 * where it does not stand there, as one that is built in.
 */
export function ruleLines(
  text: string,
  rule: string,
): { readonly from: number; readonly to: number } | null {
  const pointer = WRITTEN[rule] ?? rule;
  const parsed = parseWithPlaces(text);
  if (!pointer.startsWith("/") || !parsed.ok) return null;
  let node: Node | undefined = parsed.tree;
  let from = node.from;
  for (const part of pointerParts(pointer)) {
    const member: { from: number; node: Node } | undefined = node?.members?.find(
      ({ key }) => key === part,
    );
    node = member?.node ?? node?.items?.[Number(part)];
    if (node === undefined) return null;
    from = member?.from ?? node.from;
  }
  const line = (offset: number) => text.slice(0, offset).split("\n").length;
  return { from: line(from), to: line(node.to) };
}
