import { expect, it, vi } from "vitest";
import { linesOf } from "@/components/ledger/verify-run";
import { verificationRuns } from "./runs";

type Watch = (verified: number, total: number) => void;

/** A verification that goes on as far as it is let. */
function verification() {
  let watch: Watch = () => {};
  let find = (_found: unknown) => {};
  let fail = (_error: unknown) => {};
  const done = new Promise<unknown>((resolve, reject) => {
    find = resolve;
    fail = reject;
  });
  return {
    run: (heard: Watch) => {
      watch = heard;
      return done;
    },
    reach: (verified: number) => {
      try {
        watch(verified, 100);
      } catch (error) {
        fail(error);
      }
    },
    find,
    fail,
  };
}

async function read(stream: ReadableStream<Uint8Array> | null): Promise<unknown[]> {
  const lines: unknown[] = [];
  if (stream !== null) for await (const line of linesOf(stream)) lines.push(line);
  return lines;
}

it("a reader who comes later hears the rest and the result, though the first one left", async () => {
  const runs = verificationRuns();
  const one = verification();
  runs.begin("a", one.run, String);
  const first = runs.follow("a");
  one.reach(10);
  await first?.cancel();
  one.reach(20);
  const second = read(runs.follow("a"));
  one.reach(30);
  one.find("whole");
  expect(await second).toEqual([
    { verified: 20, total: 100 },
    { verified: 30, total: 100 },
    { result: "whole", at: expect.any(String) },
  ]);
  expect(await read(runs.follow("a"))).toEqual([{ result: "whole", at: expect.any(String) }]);
});

it("one that is under way is not begun twice, and is nobody else's", async () => {
  const runs = verificationRuns();
  const one = verification();
  const again = vi.fn();
  runs.begin("a", one.run, String);
  runs.begin("a", again, String);
  expect(again).not.toHaveBeenCalled();
  expect(runs.follow("b")).toBeNull();
  one.find("whole");
  await read(runs.follow("a"));
  const next = verification();
  runs.begin("a", next.run, String);
  expect(runs.isRunning("a")).toBe(true);
});

it("one that is cancelled ends at its next step and says how far it came", async () => {
  const runs = verificationRuns();
  const one = verification();
  runs.begin("a", one.run, String);
  const lines = read(runs.follow("a"));
  one.reach(10);
  runs.cancel("a");
  one.reach(20);
  expect((await lines).at(-1)).toEqual({ cancelled: { verified: 20, total: 100 } });
});

it("one that fails is told as its problem", async () => {
  const runs = verificationRuns();
  const one = verification();
  runs.begin("a", one.run, (error) => (error as Error).message);
  one.fail(new Error("no database"));
  expect((await read(runs.follow("a"))).at(-1)).toEqual({ problem: "no database" });
});

it("only so many go on at once, and what was found is forgotten in time", async () => {
  vi.useFakeTimers();
  try {
    const runs = verificationRuns(1_000, 2);
    const all = ["a", "b"].map((key) => {
      const one = verification();
      runs.begin(key, one.run, String);
      return one;
    });
    expect(runs.hasRoom()).toBe(false);
    all[0]?.find("whole");
    await read(runs.follow("a"));
    expect(runs.hasRoom()).toBe(true);
    vi.advanceTimersByTime(999);
    expect(runs.follow("a")).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(runs.follow("a")).toBeNull();
  } finally {
    vi.useRealTimers();
  }
});

it("what has ended makes room for what begins", async () => {
  const runs = verificationRuns();
  for (let n = 0; n < 600; n++) {
    const one = verification();
    runs.begin(`person ${n}`, one.run, String);
    one.find("whole");
    await read(runs.follow(`person ${n}`));
  }
  expect(runs.follow("person 0")).toBeNull();
  expect(runs.follow("person 599")).not.toBeNull();
});
