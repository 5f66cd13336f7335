import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { isId, newId } from "@/lib/kernel";
import { evaluation, house } from "../house/house";
import {
  ANYBODYS,
  ARGUMENTS,
  EVERYBODYS,
  LACKING,
  LINE,
  malformed,
  OWN,
  TELLING,
} from "./action-arguments";
import { callAction } from "./call-action";
import { rowsOf } from "./database";
import { type Action, builtActions, writtenActions } from "./sources";
import { asPerson, type CanaryTenant, makeTenant } from "./tenant";
import { worthlessSessions } from "./worthless-sessions";

/*
 * Server actions are doors: whoever finds their ids may call them with anything. Every one of them is
 * called as another tenant's member, without the permission, without a session, and with nonsense.
 */
const ACTIONS = builtActions().filter(({ name }) => !EVERYBODYS.includes(name));

let mine: CanaryTenant;
let theirs: CanaryTenant;
test.beforeAll(async () => {
  [mine, theirs] = [await makeTenant(), await makeTenant()];
});

/** All actions ask the one guard: the first is tried with everything, each other with one of a kind. */
const ONE_OF_EACH_KIND = [
  ...["none", "well-formed, of nobody", "of the other tenant", "expired", "revoked"],
  ...["an API key as a bearer token", "of a member who was removed"],
];

const paramsOf = ({ slug, workspaceId }: CanaryTenant) => ({
  ...{ slug, id: workspaceId, review: workspaceId, request: "some-request" },
});
const origin = () => ({ origin: evaluation().console });

const argumentsOf = async ({ name }: Action, tenant: CanaryTenant): Promise<unknown[]> => {
  const make = ARGUMENTS[name];
  if (make === undefined) throw new Error(`Say what ${name} takes.`);
  return await make(tenant);
};

/** What reading leaves behind, and what the worker finds out by itself, is no change. */
const PASSING = new Set([
  "seen_at",
  "last_used_at",
  "tools_checked_at",
  "tools_error",
  "changed_in",
]);
const OF_THE_WORKER = new Set(["sessions", "tools", "ledger_heads"]);

/** All that a tenant has, row by row; of the ledger what its people did. */
async function stateOf({ tenantId }: CanaryTenant): Promise<string[]> {
  const lasting = (row: Record<string, unknown>) =>
    JSON.stringify(row, (name, value) => (PASSING.has(name) ? undefined : value));
  const entry = ({ id, type, actor }: Record<string, unknown>) => `${type} ${actor} ${id}`;
  const rows = [...(await rowsOf(tenantId))].flatMap(([table, all]) => {
    if (OF_THE_WORKER.has(table)) return [];
    if (table !== "ledger_entries") return all.map((row) => `${table} ${lasting(row)}`);
    return all.filter(({ actor }) => String(actor).startsWith("member:")).map(entry);
  });
  return rows.sort();
}

test("every action of the sources is among those that are called here", () => {
  const built = builtActions().map(({ name }) => name);
  expect([...new Set(built)].sort()).toEqual(writtenActions().sort());
  expect(Object.keys(ARGUMENTS).sort()).toEqual(ACTIONS.map(({ name }) => name).sort());
  expect(ACTIONS.length).toBeGreaterThan(15);
});

for (const action of ACTIONS) {
  test.describe(action.name, () => {
    test("refuses who may not, does nothing for another's id, and is done for who may", async () => {
      const own = await argumentsOf(action, mine);
      const foreign = await argumentsOf(action, theirs);
      const call = (args: readonly unknown[], person = mine.owner) =>
        callAction(action, paramsOf(mine), [mine.slug, ...args], asPerson(person));
      const before = [await stateOf(mine), await stateOf(theirs)];

      const viewer = ANYBODYS.includes(action.name) ? null : await call(own, mine.viewer);
      if (viewer !== null && !OWN.includes(action.name))
        expect(viewer.result).toMatchObject({ ok: false, problem: { code: "forbidden" } });
      for (const [place, given] of foreign.entries()) {
        if (typeof given !== "string" || !isId(given)) continue;
        const told = [];
        for (const id of [given, newId()]) {
          const { result } = await call(own.with(place, id));
          expect(result).toMatchObject({ ok: false, problem: { code: "not_found", status: 404 } });
          told.push(JSON.stringify(result).replaceAll(/"requestId":"[^"]+"/g, ""));
        }
        expect(told[0]).toBe(told[1]);
      }
      expect([await stateOf(mine), await stateOf(theirs)]).toEqual(before);

      const done = await call(own);
      const lacks = LACKING[action.name];
      if (lacks === undefined) expect(done.result).toMatchObject({ ok: true });
      else expect(done.result).toMatchObject({ problem: { code: lacks } });
      expect(await stateOf(theirs)).toEqual(before[1]);
      if (lacks === undefined && !TELLING.includes(action.name))
        expect(await stateOf(mine)).not.toEqual(before[0]);
    });

    test("leads who is not signed in there to the sign-in, and does nothing", async () => {
      const args = [theirs.slug, ...(await argumentsOf(action, theirs))];
      const worthless = await worthlessSessions(theirs, mine);
      const tried = action === ACTIONS[0] ? Object.keys(worthless) : ONE_OF_EACH_KIND;
      const before = await stateOf(theirs);
      for (const what of tried) {
        const headers = worthless[what];
        if (headers === undefined) throw new Error(`there is no session ${what}`);
        const sent = { ...headers, ...origin() };
        const called = await callAction(action, paramsOf(theirs), args, sent);
        expect.soft([what, called.answer.status, called.result]).toEqual([what, 200, undefined]);
        expect
          .soft(called.leadsTo, what)
          .toMatch(new RegExp(`^/t/${theirs.slug}/sign-in(?:\\?|$)`));
      }
      expect(await stateOf(theirs)).toEqual(before);
    });

    test("does nothing for a page of another site", async () => {
      const args = [mine.slug, ...(await argumentsOf(action, mine))];
      const before = await stateOf(mine);
      const { cookie } = asPerson(mine.owner);
      const elsewhere: Record<string, string>[] = [
        ...[{}, { origin: "null" }, { origin: "https://evil.test" }],
      ];
      for (const from of elsewhere) {
        const { answer } = await callAction(action, paramsOf(mine), args, { cookie, ...from });
        expect.soft([from, answer.status]).toEqual([from, 403]);
      }
      expect(await stateOf(mine)).toEqual(before);
    });

    test("refuses what no page of the console sends", async () => {
      const before = [await stateOf(mine), await stateOf(theirs)];
      for (const body of malformed(mine.slug, action === ACTIONS[0])) {
        const called = await callAction(action, paramsOf(mine), body, asPerson(mine.owner));
        const { answer, result, leadsTo } = called;
        const refused = answer.status >= 400 || result?.ok === false || leadsTo !== undefined;
        expect.soft([body.slice(0, 80), refused]).toEqual([body.slice(0, 80), true]);
        expect.soft(answer.status, body.slice(0, 80)).toBeLessThan(500);
        expect.soft(result?.problem?.status ?? 0, body.slice(0, 80)).toBeLessThan(500);
      }
      expect([await stateOf(mine), await stateOf(theirs)]).toEqual(before);
    });
  });
}

test("nothing of what an action was called with stands in the log", async () => {
  const [action] = ACTIONS;
  if (action === undefined) throw new Error("there is no action");
  const params = paramsOf(mine);
  const log = () => readFileSync(join(house().home, "logs/console.log"), "utf8");
  const before = log().length;
  const bodies = [LINE, `["${mine.slug}"${LINE}`, JSON.stringify([mine.slug, { planted: LINE }])];
  for (const headers of [asPerson(mine.owner), origin()]) {
    for (const body of bodies) await callAction(action, params, body, headers);
  }
  expect(log().slice(before)).not.toContain("planted");
});
