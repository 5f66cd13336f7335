import { expect, test } from "@playwright/test";
import { newId } from "@/lib/kernel";
import { type Answer, ask, askFor, FORMS, type Form } from "./ask";
import { rowsOf, textColumns } from "./database";
import { type FullTenant, makeFullTenant } from "./fill";
import { CONSOLE_PAGES, OPEN_PAGES, type Pattern, pathOf, ROUTES } from "./sources";
import { asPerson, cookieOf } from "./tenant";
import { alone } from "./texts";

/*
 * The console's pages and the payloads they are made of. Two tenants hold records of every kind, each
 * with a word of its own in every text. Whatever page one asks for, in whatever form and by whatever
 * address, nothing that is the other's alone is in the answer: not in its head, not in its last piece.
 */
const ALL_FORMS = Object.keys(FORMS) as Form[];
const WHOLE: readonly Form[] = ["html", "payload"];

/** Columns whose texts are the product's words, or the machine's, or numbers of a client's requests. */
const SAME_FOR_ALL = new Set([
  ...["api_keys.capabilities", "api_keys.last_four", "data_keys.purpose", "decisions.decision"],
  ...["connections.kind", "connections.state", "connections.vendor", "connections.default_role"],
  ...["connection_tests.outcome", "connection_tests.reason", "domains.state", "domains.failure"],
  "saml_key_notices.what",
  ...["sign_in_traces.reason", "connections.failure", "connections.signatures"],
  ...["decisions.method", "decisions.outcome", "grants.last_four", "idempotency_keys.operation"],
  ...["ledger_entries.slice", "ledger_entries.type", "mcp_sessions.cancelled"],
  ...[
    "members.role",
    "members.status",
    "roles.permissions",
    "access_review_lines.role",
    "access_review_lines.kept_role",
    "access_review_lines.kept_held",
    "access_review_lines.kept_sees",
    "access_review_lines.decision",
    "access_reviews.subjects",
    "access_reviews.holding",
    "notices.kind",
  ],
  ...["operator_acts.act", "tenants.status"],
  ...["quota_counters.period", "quota_counters.scope", "quota_reservations.period"],
  ...["quota_reservations.scope", "quota_reservations.state", "servers.command", "servers.kind"],
  ...["device_codes.state", "sessions.amr", "sessions.ended_because", "sessions.kind"],
  ...["tenant_policies.document", "tenant_policies.section"],
  ...["directories.subject_from", "directories.default_role", "directory_events.method"],
  ...["directory_events.what", "directory_groups.role", "directory_tokens.capabilities"],
  ...["directory_tokens.last_four", "directory_users.given_role"],
  ...["directory_groups.sees", "directory_users.given_sees"],
  ...["factors.kind", "factors.transports", "sessions.factor"],
]);

/** What of its own a page shows a member: or the test would pass on pages that show nothing at all. */
const SHOWS: Readonly<Record<Pattern, (tenant: FullTenant) => readonly string[]>> = {
  "/t/[slug]": ({ word }) => [`${word} organisation`, `${word}-tool`],
  "/t/[slug]/account": ({ word }) => [`${word} factor`, `${word}-browser`],
  "/t/[slug]/api-keys": ({ word, records }) => [`${word} key`, records.key],
  "/t/[slug]/connections": ({ word, records }) => [
    `${word} connection`,
    `${word}.test`,
    `${word}-asserted`,
    records.connection,
  ],
  "/t/[slug]/decisions": ({ word, records }) => [`${word}-tool`, records.decision],
  "/t/[slug]/decisions/[request]": ({ word }) => [`${word}-request`, `${word}_arg`],
  "/t/[slug]/directory": ({ word }) => [`${word} directory`, `${word} staff`],
  "/t/[slug]/grants": ({ word, records }) => [`${word} grant`, records.grant],
  "/t/[slug]/ledger": ({ records }) => [`server:${records.server}`, `grant:${records.grant}`],
  "/t/[slug]/members": ({ word, viewer }) => [
    `${word} viewer`,
    `viewer-${viewer.memberId}@${word}.test`,
  ],
  "/t/[slug]/notices": ({ word }) => [`${word}-told`],
  "/t/[slug]/reviews": ({ word, records }) => [`${word} review`, records.review],
  "/t/[slug]/reviews/[review]": ({ word, records }) => [
    `${word} review`,
    `${word} grant`,
    records.review,
  ],
  "/t/[slug]/roles": ({ word }) => [`${word} role`, `${word} viewer`, `${word} key`],
  "/t/[slug]/servers": ({ word, records }) => [`${word} server`, records.command],
  "/t/[slug]/servers/[id]": ({ word }) => [`${word} server`, `${word}-tool`, `${word} describes`],
  "/t/[slug]/servers/[id]/grants": ({ word, records }) => [`${word} grant`, records.grant],
  "/t/[slug]/servers/[id]/rules": ({ word }) => [`${word}-hidden`, `${word}-counter`],
  "/t/[slug]/sign-in-policy": () => [", changed by "],
  "/t/[slug]/settings": ({ word }) => [`${word} workspace`, `${word} is the reason`],
  "/t/[slug]/device": ({ word }) => [`${word} organisation`],
  "/t/[slug]/sessions": ({ word }) => [`${word} client`, `${word}-last`],
};

/** The names in an address behind which a page looks something up, or by which it chooses what to list. */
const QUERY_NAMES = [
  "open",
  "test",
  "server",
  "grant",
  "request",
  "tool",
  "rule",
  "type",
  "entry",
  "before",
  "subject",
  "code",
  "directory",
];

const AT_ONCE = 16;
let pair: readonly [FullTenant, FullTenant];
const words = new Map<string, readonly string[]>();
/** Each of the two, with the one it must see nothing of. */
const sides = () => [pair, [pair[1], pair[0]]] as [FullTenant, FullTenant][];

test.beforeAll(async () => {
  pair = [await makeFullTenant(), await makeFullTenant()];
  for (const [one, other] of sides()) words.set(one.slug, await alone(one, other));
});
test.afterAll(async () => {
  for (const tenant of pair ?? []) await tenant.close();
});

const paramsOf = ({ slug, records }: FullTenant, other?: FullTenant) => {
  const { server, request, review } = other?.records ?? records;
  return { slug, id: server, request, review, code: "not_found", token: "no-such-link" };
};

/** What of a tenant's own is in an answer, besides what the one who asks has said themselves. */
function seenOf(tenant: FullTenant, answer: Answer, asked: string): string[] {
  const all = `${answer.headers.flat().join("\n")}\n${answer.text}`;
  const said = decodeURIComponent(asked);
  return (words.get(tenant.slug) ?? []).filter(
    (text) => all.includes(text) && !said.includes(text),
  );
}

async function expectNothingOf(
  other: FullTenant,
  path: string,
  form: Form,
  headers: Record<string, string>,
): Promise<Answer> {
  const answer = await askFor(path, form, { headers });
  expect.soft(seenOf(other, answer, path), `${form} ${path}`).toEqual([]);
  expect.soft(answer.status, `${form} ${path}`).toBeLessThan(500);
  return answer;
}

test("both hold something of their own in every text of every table", async () => {
  const columns = await textColumns();
  for (const [one] of sides()) {
    const rows = await rowsOf(one.tenantId);
    const own = words.get(one.slug) ?? [];
    const bare = columns.filter((name) => {
      const [table = "", column = ""] = name.split(".");
      const texts = (rows.get(table) ?? []).map((row) => JSON.stringify(row[column] ?? null));
      return !texts.some((text) => own.some((word) => text.includes(word)));
    });
    expect(bare).toEqual(columns.filter((name) => SAME_FOR_ALL.has(name)));
    expect([...rows].filter(([, { length }]) => length === 0)).toEqual([]);
  }
  expect([...SAME_FOR_ALL].filter((name) => !columns.includes(name))).toEqual([]);
});

test("each sees its own on every page, and nothing of the other, asked for at the same time", async () => {
  const asked = CONSOLE_PAGES.flatMap((page) =>
    ALL_FORMS.flatMap((form) => sides().map(([one, other]) => ({ page, form, one, other }))),
  );
  // As many at once as wait for a connection of the database no longer than a person would.
  while (asked.length > 0) {
    await Promise.all(asked.splice(0, AT_ONCE).map(seesItsOwn));
  }
  expect(CONSOLE_PAGES.length).toBeGreaterThan(10);

  async function seesItsOwn({ page, form, one, other }: (typeof asked)[number]) {
    const path = pathOf(page, paramsOf(one));
    const answer = await expectNothingOf(other, path, form, cookieOf(one.owner.token));
    expect.soft(answer.status, `${form} ${path}`).toBe(200);
    if (!WHOLE.includes(form)) return;
    const shows = SHOWS[page];
    if (shows === undefined) throw new Error(`Say what ${page} shows of a tenant.`);
    const missing = shows(one).filter((text) => !answer.text.includes(text));
    expect.soft(missing, `${form} ${path}`).toEqual([]);
    // By the very comparison that finds nothing of the other.
    expect.soft(seenOf(one, answer, "").length, `${form} ${path}`).toBeGreaterThan(2);
  }
});

test("neither is sent anything of the other under the other's address, nor is who is signed out", async () => {
  for (const [one, other] of sides()) {
    for (const page of [...CONSOLE_PAGES, ...OPEN_PAGES]) {
      const path = pathOf(page, paramsOf(other));
      await Promise.all(
        ALL_FORMS.flatMap((form) =>
          [cookieOf(one.owner.token), {}].map(async (headers) => {
            const answer = await expectNothingOf(other, path, form, headers);
            if (CONSOLE_PAGES.includes(page) && form === "html")
              expect.soft(answer.status, path).toBe(307);
          }),
        ),
      );
    }
  }
});

test("an id of the other in an address of one's own is answered like one that nobody has", async () => {
  const pages = CONSOLE_PAGES.filter((page) => /\[(?!slug)/.test(page));
  for (const [one, other] of sides()) {
    const headers = cookieOf(one.owner.token);
    for (const page of pages) {
      for (const form of ALL_FORMS) {
        const foreign = await expectNothingOf(
          ...([other, pathOf(page, paramsOf(one, other)), form, headers] as const),
        );
        const unknown = pathOf(page, {
          ...paramsOf(one),
          ...{ id: newId(), review: newId(), request: newId() },
        });
        expect
          .soft([form, foreign.status])
          .toEqual([form, (await askFor(unknown, form, { headers })).status]);
      }
    }
  }
  expect(pages.length).toBeGreaterThan(2);
});

test("an id of the other behind the question mark brings nothing of it", async () => {
  const [one, other] = pair;
  const { server, command, grant, key, request, decision, review } = other.records;
  const entries = (await rowsOf(other.tenantId)).get("ledger_entries") ?? [];
  const ids = [server, command, grant, key, request, decision, review, other.owner.memberId];
  const values = [...ids, `${other.word}-tool`, String(entries[0]?.id)];
  // Every value stands under every name once. A cursor that is none would hide what the others bring.
  const queries = values.map((_value, shift) =>
    QUERY_NAMES.map((name, n) => `${name}=${values[(n + shift) % values.length]}`).join("&"),
  );
  const cursors = values.slice(0, 3).map((value) => `cursor=${value}`);
  for (const page of CONSOLE_PAGES) {
    const path = pathOf(page, paramsOf(one));
    const headers = cookieOf(one.owner.token);
    await Promise.all(
      [...queries, ...cursors].map((query) =>
        expectNothingOf(other, `${path}?${query}`, "html", headers),
      ),
    );
  }
});

test("routes that are no pages bring nothing of the other under its address", async () => {
  const routes = ROUTES.filter((route) => route.startsWith("/t/[slug]/"));
  for (const [one, other] of sides()) {
    for (const route of routes) {
      const path = pathOf(route, paramsOf(other));
      for (const method of ["GET", "POST"]) {
        const answer = await ask(path, { method, headers: asPerson(one.viewer) });
        expect.soft(seenOf(other, answer, path), `${method} ${path}`).toEqual([]);
        expect.soft(answer.status, `${method} ${path}`).toBeLessThan(500);
      }
    }
  }
  expect(routes.length).toBeGreaterThan(2);
});
