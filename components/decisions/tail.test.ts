import { describe, expect, it } from "vitest";
import type { DecisionView } from "@/lib/decisions";
import { followTail, KEPT, newSince, type TailPage } from "./tail";

const row = (n: number, outcome: string | null = "answered") =>
  ({ id: String(n).padStart(6, "0"), outcome }) as DecisionView;
const ids = ({ data }: TailPage) => data.map(({ id }) => Number(id));
const range = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => from - index);

/** A log of so many decisions, given newest first, a page at a time. */
function log(newest: number, size: number) {
  const asked: (string | null)[] = [];
  const fetch = async (cursor: string | null): Promise<TailPage> => {
    asked.push(cursor);
    const start = cursor === null ? newest : Number(cursor) - 1;
    const data = range(start, Math.max(1, start - size + 1)).map((n) => row(n));
    const last = data.at(-1);
    return { data, nextCursor: last && Number(last.id) > 1 ? last.id : null };
  };
  return { asked, fetch };
}
const known = (newest: number, size: number): TailPage => ({
  data: range(newest, newest - size + 1).map((n) => row(n, null)),
  nextCursor: row(newest - size + 1).id,
});

describe("the live list", () => {
  it("leaves no decision out, however many came while it was not asked for", async () => {
    const { asked, fetch } = log(230, 50);
    expect(ids(await followTail(known(60, 20), fetch))).toEqual(range(230, 31));
    expect(asked).toHaveLength(4);
  });

  it("takes known rows anew, since an open call may have ended", async () => {
    const { data } = await followTail(known(60, 20), log(61, 50).fetch);
    expect(data.every(({ outcome }) => outcome === "answered")).toBe(true);
  });

  it("begins anew where more came than can be caught up with, and leads to the rest", async () => {
    const { fetch } = log(5000, 50);
    const page = await followTail(known(60, 20), fetch);
    expect(ids(page)).toEqual(range(5000, 4701));
    expect(page.nextCursor).not.toBeNull();
  });

  it("keeps a bounded number of rows, and says that there are more", async () => {
    const page = await followTail(known(KEPT, KEPT), log(KEPT + 40, 50).fetch);
    expect(ids(page)).toEqual(range(KEPT + 40, 41));
    expect(page.nextCursor).not.toBeNull();
  });

  it("begins with what there is where nothing was known", async () => {
    const page = await followTail({ data: [], nextCursor: null }, log(3, 50).fetch);
    expect(ids(page)).toEqual([3, 2, 1]);
    expect(page.nextCursor).toBeNull();
  });

  it("counts what came since it was held still", () => {
    expect(newSince(known(60, 20).data, known(65, 20).data)).toBe(5);
    expect(newSince([], known(65, 2).data)).toBe(2);
  });
});
