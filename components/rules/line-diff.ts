export type DiffLine = {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
};
export type DiffPart = DiffLine | { readonly kind: "skipped"; readonly count: number };

/** Beyond so many differences the middle is told as replaced: it would be no easier to read. */
const MOST_EDITS = 1_000;

/**
 * What differs between two texts, line by line: the shortest way from one to the other, found by
 * Myers' greedy algorithm. Its time goes with the number of differences and not with the length, so
 * that one change in a document of many thousand lines is found at once.
 */
export function lineDiff(before: string, after: string): DiffLine[] {
  const a = before === "" ? [] : before.split("\n");
  const b = after === "" ? [] : after.split("\n");
  const head = sharedHead(a, b);
  const tail = sharedTail(a, b, head);
  const [endA, endB] = [a.length - tail, b.length - tail];
  const lines: DiffLine[] = [];
  const same = (i: number, j: number) =>
    lines.push({ kind: "same", text: a[i] ?? "", before: i + 1, after: j + 1 });
  const removed = (i: number) =>
    lines.push({ kind: "removed", text: a[i] ?? "", before: i + 1, after: null });
  const added = (j: number) =>
    lines.push({ kind: "added", text: b[j] ?? "", before: null, after: j + 1 });
  for (let n = 0; n < head; n++) same(n, n);
  let [i, j] = [head, head];
  for (const pair of [...sharedBetween(a.slice(head, endA), b.slice(head, endB)), null]) {
    const [toA, toB] = pair === null ? [endA, endB] : [head + pair[0], head + pair[1]];
    while (i < toA) removed(i++);
    while (j < toB) added(j++);
    if (pair !== null) same(i++, j++);
  }
  for (let n = 0; n < tail; n++) same(endA + n, endB + n);
  return lines;
}

function sharedHead(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let n = 0;
  while (n < most && a[n] === b[n]) n++;
  return n;
}

function sharedTail(a: readonly string[], b: readonly string[], head: number): number {
  const most = Math.min(a.length, b.length) - head;
  let n = 0;
  while (n < most && a[a.length - 1 - n] === b[b.length - 1 - n]) n++;
  return n;
}

/** The places of the lines that both have, in order; none where too much differs. */
function sharedBetween(a: readonly string[], b: readonly string[]): [number, number][] {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  // By diagonal: how far along `a` so many edits lead. One copy a step, to walk back along.
  const reach = new Int32Array(2 * most + 3);
  const steps: Int32Array[] = [];
  const of = (row: Int32Array, diagonal: number) => row[diagonal + most + 1] ?? 0;
  for (let edits = 0; edits <= most; edits++) {
    steps.push(reach.slice());
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && of(reach, k - 1) < of(reach, k + 1));
      let x = down ? of(reach, k + 1) : of(reach, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[k + most + 1] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a.length, b.length, steps, of);
    }
  }
  return [];
}

function walkBack(
  endA: number,
  endB: number,
  steps: readonly Int32Array[],
  of: (row: Int32Array, diagonal: number) => number,
): [number, number][] {
  const shared: [number, number][] = [];
  let [x, y] = [endA, endB];
  for (let edits = steps.length - 1; edits >= 0; edits--) {
    const row = steps[edits] as Int32Array;
    const k = x - y;
    const down = k === -edits || (k !== edits && of(row, k - 1) < of(row, k + 1));
    const from = edits === 0 ? 0 : down ? of(row, k + 1) : of(row, k - 1) + 1;
    while (x > from) shared.push([--x, --y]);
    if (edits === 0) break;
    if (down) y--;
    else x--;
  }
  return shared.reverse();
}

/** The same with long stretches of unchanged lines left out. */
export function compactDiff(lines: readonly DiffLine[], context = 3): DiffPart[] {
  const near = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - context), index + context + 1)
      .some((line) => line.kind !== "same"),
  );
  const parts: DiffPart[] = [];
  for (const [index, line] of lines.entries()) {
    const last = parts.at(-1);
    if (near[index]) parts.push(line);
    else if (last?.kind === "skipped")
      parts[parts.length - 1] = { kind: "skipped", count: last.count + 1 };
    else parts.push({ kind: "skipped", count: 1 });
  }
  return parts;
}
