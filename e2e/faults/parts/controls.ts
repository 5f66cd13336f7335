/*
 * The checks checked: a loss, a change or an effect that nobody permitted must be noticed, or that
 * nothing is noticed after a crash would prove nothing.
 */
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { Scene } from "./scene";

/** One row of a kind, so that the harm is as small as it can be. */
const one = (table: string, where: string) =>
  `ctid = (select ctid from portcullis.${table} where ${where} limit 1)`;

/** What a superuser does to the house, and the complaint that must come of it. */
const HARMS: readonly (readonly [complaint: string, ...harm: string[]])[] = [
  [
    "an acknowledged call has no decision, or another one",
    `delete from portcullis.decisions where ${one("decisions", "outcome = 'answered' and tool = 'act'")}`,
  ],
  [
    "a ledger entry of a call stands for no decision",
    `delete from portcullis.decisions where ${one("decisions", "decision = 'refuse'")}`,
  ],
  [
    "a decision is not what its ledger entry says",
    `delete from portcullis.ledger_entries where ${one("ledger_entries", "type = 'call.decided'")}`,
  ],
  [
    "an outcome is not what its ledger entry says",
    `update portcullis.decisions set outcome = 'timeout' where ${one("decisions", "outcome = 'answered'")}`,
  ],
  [
    "a call is still open",
    `update portcullis.decisions set outcome = null, settled_at = null where ${one("decisions", "outcome = 'answered'")}`,
  ],
  [
    "a counter is not the sum of what is reserved",
    `update portcullis.quota_counters set used = used + 1 where ${one("quota_counters", "counter = 'spent'")}`,
  ],
  [
    "a quota was over-run",
    `update portcullis.quota_counters set used = 31 where ${one("quota_counters", "counter = 'echo'")}`,
  ],
  [
    "a call under a limit took nothing from it",
    `delete from portcullis.quota_reservations where ${one("quota_reservations", "counter = 'acts'")}`,
  ],
  [
    "a reservation does not follow from its call's outcome",
    `update portcullis.quota_reservations set state = 'reserved' where ${one("quota_reservations", "state = 'charged'")}`,
  ],
  [
    "an acknowledged grant is missing, or was made twice",
    `delete from portcullis.grants where ${one("grants", "name like 'fault-%'")}`,
  ],
  [
    "an acknowledged revocation is missing",
    `update portcullis.grants set revoked_at = null where ${one("grants", "name like 'fault-%' and revoked_at is not null")}`,
  ],
  [
    "a grant and its ledger entries differ",
    `delete from portcullis.ledger_entries where ${one("ledger_entries", "type = 'grant.created'")}`,
  ],
];

/** Adds the tests; they need a scene that has been under load. */
export function describeControls(scene: () => Scene): void {
  it.each(HARMS)("%s", async (complaint, ...harm) => {
    const complaints = await scene().complaints(harm);
    expect(complaints.map((text) => text.replace(/ \(\d+\):.*$/s, ""))).toContain(complaint);
  });

  it("a call that arrived without any permission is noticed", async () => {
    const { memory } = scene();
    const stray = {
      ...memory.arrivals[0],
      id: randomUUID(),
      requestId: randomUUID(),
      at: Date.now(),
    };
    const more = {
      ...memory,
      arrivals: [...memory.arrivals, { ...stray, proof: "missing" as const, turnedAway: false }],
    };
    expect((await scene().complaints([], more)).join()).toContain("without a durable permission");
  });

  it("nothing is left of the harm", async () => {
    expect(await scene().complaints()).toEqual([]);
  });
}
