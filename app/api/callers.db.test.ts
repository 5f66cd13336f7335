import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PERMISSIONS, type Permission, permissionsOf, ROLES, type Role } from "@/lib/access";
import { SESSION_COOKIE } from "@/lib/identity";
import { newId } from "@/lib/kernel";
import { type Answer, alike, bearer, ORIGIN, send, type TestApi, testApi } from "./testing/api";
import type { Case } from "./testing/case";
import { CASES } from "./testing/cases";
import { find } from "./testing/witness";

/** Who may do what, written down a second time: a role that gains or loses something shows here. */
const EVERYBODY = [...ROLES];
const MAY: Readonly<Partial<Record<Permission, readonly Role[]>>> = {
  "servers:read": EVERYBODY,
  "grants:read": EVERYBODY,
  "decisions:read": EVERYBODY,
  "ledger:read": EVERYBODY,
  "rules:write": ["owner", "admin", "policy_manager"],
  "grants:write": ["owner", "admin", "policy_manager"],
  "providers:create": ["owner", "admin"],
  "providers:delete": ["owner", "admin"],
  "api-keys:read": ["owner", "admin", "security_reviewer", "auditor"],
  "api-keys:write": ["owner", "admin"],
  "workspaces:read": EVERYBODY,
  "workspaces:write": ["owner", "admin"],
  "members:read": EVERYBODY,
  "members:write": ["owner", "admin"],
  "roles:write": ["owner", "admin"],
  "sign-in:read": ["owner", "admin", "security_reviewer", "auditor"],
  "sign-in:write": ["owner", "admin"],
  "sessions:read": ["owner", "admin", "security_reviewer", "auditor"],
  "sessions:write": ["owner", "admin"],
  "directory:read": ["owner", "admin", "security_reviewer", "auditor"],
  "directory:write": ["owner", "admin"],
  "reviews:read": ["owner", "admin", "security_reviewer", "auditor"],
  "reviews:write": ["owner", "admin", "security_reviewer"],
};

let api: TestApi;
const cookies = new Map<Role, string>();
beforeAll(async () => {
  api = await testApi();
  for (const role of ROLES) cookies.set(role, await api.cookieAs(role));
});
afterAll(() => api.database.drop());

/** Asks for what succeeds, made anew for each caller, with that caller's credential. */
async function ask(
  { route, method, good }: Case,
  headers: Record<string, string>,
): Promise<Answer> {
  const sent = await good(api, await api.makeServer());
  return await send(route, method, { ...sent, headers });
}

/** The answer as a test states it: success as its status, a refusal as its code. */
const outcome = ({ status, body }: Answer) => (status < 300 ? status : body.code);

describe.each(CASES)("$name", (one) => {
  const { permission, status = 200 } = one;
  /** What belongs to a person alone is asked as the one whose it is. */
  const personal = find(one.route, one.method)?.endpoint.person === true;

  it("is for the roles that may, by a browser's session", async () => {
    if (personal) {
      const sent = api.asMe(await one.good(api, await api.makeServer()));
      expect(outcome(await send(one.route, one.method, sent))).toBe(status);
      return;
    }
    for (const role of ROLES) {
      const held = permission === null || MAY[permission]?.includes(role) === true;
      const may = held && (one.holding ?? []).every((name) => permissionsOf(role).has(name));
      const answer = await ask(one, { cookie: cookies.get(role) ?? "", origin: ORIGIN });
      expect([role, outcome(answer)]).toEqual([role, may ? status : "forbidden"]);
      if (!held) expect(answer.body.permission).toBe(permission);
    }
  });

  it("is for keys that hold its permission, and for no other", async () => {
    const all = Object.keys(PERMISSIONS) as Permission[];
    const others = all.filter((name) => name !== permission && name !== "admin:all");
    const needed = permission === null ? (["billing:read"] as const) : [permission];
    const sets: [string, Permission[], boolean][] = [
      ["only what it needs", [...needed, ...(one.holding ?? [])], true],
      ["everything", ["admin:all"], true],
      ["everything but what it needs", others, permission === null],
      ["something else", ["billing:read"], permission === null],
    ];
    for (const [what, capabilities, may] of sets) {
      const answer = await ask(one, bearer(await api.keyOf(api.mine, capabilities)));
      expect([what, outcome(answer)]).toEqual([what, may && !personal ? status : "forbidden"]);
    }
  });

  it("is for nobody without a credential", async () => {
    expect(outcome(await ask(one, {}))).toBe("unauthenticated");
    const cookie = `${SESSION_COOKIE}=pcs_${"0".repeat(43)}_${"0".repeat(6)}`;
    expect(outcome(await ask(one, { cookie, origin: ORIGIN }))).toBe("unauthenticated");
  });
});

describe.each(CASES.filter((one) => one.hasId))("$name", (one) => {
  it("answers a foreign id like one that nobody has, wherever it stands", async () => {
    const { route, method, good, status = 200 } = one;
    const other = api.mirrored();
    const mine = await good(api, await api.makeServer());
    const theirs = await good(other, await other.makeServer());
    for (const name of Object.keys(mine.params ?? {})) {
      const withId = (id: string) =>
        send(route, method, api.asMe({ ...mine, params: { ...mine.params, [name]: id } }));
      const foreign = await withId(theirs.params?.[name] ?? "");
      const unknown = await withId(newId());
      expect([name, foreign.status]).toEqual([name, 404]);
      expect(alike(foreign)).toEqual(alike(unknown));
      const named = ({ headers }: Answer) =>
        [...headers].filter(([header]) => header !== "x-request-id");
      expect(named(foreign)).toEqual(named(unknown));
    }
    // It was there all the while, for those it belongs to.
    expect((await send(route, method, other.asMe(theirs))).status).toBe(status);
  });
});
