import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import type { CallToDecide, CallToSettle } from "./record";
import { call, gateOf, limitOf, makePlace, type Place, settled } from "./testing/gate-batches";

/* What the database refuses of a batch, it refuses whole: nothing of it has happened. */
const database = await testDatabase();
const commit = gateOf(database);
afterAll(() => database.drop());

let places: [Place, Place];
beforeAll(async () => {
  places = [await makePlace(database), await makePlace(database)];
  // So that the first number of the log is another call's.
  await commit([call(places[0])], []);
});

describe("a batch", () => {
  it.each<[string, () => [readonly CallToDecide[], readonly CallToSettle[]], string]>([
    [
      "with one call twice",
      () => {
        const one = call(places[0]);
        return [[one, one], []];
      },
      "23505",
    ],
    [
      "for a grant of another server",
      () => [[call(places[0], { serverId: newId() })], []],
      "23503",
    ],
    [
      "for another tenant's grant",
      () => [[call(places[0], { grantId: places[1].grantId })], []],
      "23503",
    ],
    [
      "with a verdict that is none",
      () => [[call(places[0], { verdict: "maybe" as "allow" })], []],
      "22023",
    ],
    [
      "with an outcome that is none",
      () => [[], [{ ...settled(call(places[0])), outcome: "fine" as "answered" }]],
      "22023",
    ],
    [
      "that takes less than nothing",
      () => [[call(places[0], { limits: [limitOf("c", 5, -1, 0)] })], []],
      "22023",
    ],
    [
      "that takes what is no number",
      () => [[call(places[0], { limits: [limitOf("c", 5, Number.NaN, 0)] })], []],
      "22023",
    ],
  ])("%s is refused whole", async (_name, make, code) => {
    const [decides, settles] = make();
    const good = call(places[1]);
    await expect(commit([good, ...decides], settles)).rejects.toMatchObject({ code });
    const rows = await database.admin("select from portcullis.decisions where id = $1", [
      good.decisionId,
    ]);
    expect(rows).toHaveLength(0);
  });

  /** A refusal is heard before its transaction has let go of its rows: until then they are busy. */
  const statusOf = async (one: CallToSettle) => (await commit([], [one]))[0]?.status;

  it.each<[string, Partial<CallToSettle>, boolean]>([
    ["a number in the log that is another's", { ledgerSeq: 0 }, false],
    ["another grant", { grantId: newId() }, false],
    ["another server", { serverId: newId() }, false],
    ["another method", { method: "tools/list" }, false],
    ["another request", { requestId: newId() }, false],
    ["no call that there is", { decisionId: newId() }, false],
    ["a call that has ended", {}, true],
  ])("that is not careful and ends %s is refused whole", async (_name, said, ended) => {
    const [one, good] = [call(places[0]), call(places[1])];
    const [answer] = await commit([one], [], false);
    const whole = { ...settled(one), ledgerSeq: Number(answer?.seq), limited: false };
    if (ended) await commit([], [whole], false);
    await expect(commit([good], [{ ...whole, ...said }], false)).rejects.toMatchObject({
      code: ended ? "23505" : "40001",
    });
    const rows = await database.admin(
      "select outcome from portcullis.decisions where id = any ($1)",
      [[one.decisionId, good.decisionId]],
    );
    expect(rows).toEqual([{ outcome: ended ? "answered" : null }]);
    await expect
      .poll(() => statusOf({ ...settled(one), ledgerSeq: 0 }))
      .toBe(ended ? "settled before" : "done");
  });

  it("that is not careful and holds a decision that was recorded is refused whole", async () => {
    const [one, good] = [call(places[0]), call(places[1])];
    await commit([one], [], false);
    await expect(commit([good, one], [], false)).rejects.toMatchObject({ code: "23505" });
    await expect
      .poll(async () => (await commit([good, one], []))[1])
      .toMatchObject({ decision: "allow" });
  });

  it("that settles a call twice is refused, and the call stays open", async () => {
    const one = call(places[0]);
    await commit([one], []);
    await expect(commit([], [settled(one), settled(one)])).rejects.toMatchObject({ code: "23505" });
    await expect.poll(() => statusOf(settled(one))).toBe("done");
  });
});
