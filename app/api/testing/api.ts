import { randomBytes } from "node:crypto";
import { type Permission, permissionsOf, type Role } from "@/lib/access";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import type { SignInDoor } from "@/lib/identity";
import { brokerName } from "@/lib/identity/jackson";
import { addConnection } from "@/lib/identity/testing/members";
import { loadConfig } from "@/lib/kernel";
import { createSigningKeys } from "@/lib/tokens";
import { createVault, localKms } from "@/lib/vault";
import { moveIn } from "../../rooms";
import * as servers from "../v1/servers/route";
import { CONNECTION, newCookie, newKey, newMember } from "./make-callers";
import { find, pathOf, witness } from "./witness";

export const ORIGIN = "http://localhost:3000";
/** A port on which nothing listens: an upstream server that cannot be asked. */
export const UPSTREAM = "http://127.0.0.1:9/mcp";
export const RULES = { version: 1, default: "deny", tools: { echo: {} } };
/** One for all houses: what one has sealed, the next can open. */
const ROOT_KEY = randomBytes(32);

export type Method = "GET" | "POST" | "PUT" | "DELETE";
export type Params = Record<string, string>;
type Handler = (request: Request, context: { params?: Promise<Params> }) => Promise<Response>;
export type Route = Partial<Record<Method | "PATCH", Handler>>;
export type Sent = {
  readonly params?: Params;
  readonly body?: unknown;
  readonly raw?: string | Uint8Array;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by somebody in a browser, where it is sent for one of the two tenants. */
  readonly person?: true;
};
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the API answered.
  readonly body: any;
};

/** Two tenants, each with a key that may do all an admin may, in a house over a database of its own. */
export type TestApi = {
  readonly database: TestDatabase;
  readonly db: Database;
  readonly mine: TestTenant;
  readonly theirs: TestTenant;
  /** The member of mine who sends what a person sends; an approver. */
  readonly personId: string;
  asMe(sent?: Sent): Sent;
  asThem(sent?: Sent): Sent;
  keyOf(tenant: TestTenant, capabilities: Permission[]): Promise<string>;
  cookieOf(tenant: TestTenant): Promise<string>;
  /** The session of a new member of that role in `mine`. */
  cookieAs(role: Role): Promise<string>;
  makeServer(name?: string): Promise<string>;
  /** The same with the two tenants changed round: what is made as me is made as them. */
  mirrored(): TestApi;
};

/** Both tenants with their people, in a new database; drop it when done. */
export async function testApi(): Promise<TestApi> {
  const database = await testDatabase();
  const db = database.open();
  live(db);
  const mine = await makeTenant(database);
  const theirs = await makeTenant(database);
  for (const { tenantId } of [mine, theirs])
    await addConnection(database, tenantId, { brokerId: CONNECTION });
  const keyOf = (tenant: TestTenant, capabilities: Permission[]) =>
    newKey(db, tenant, capabilities);
  const myKey = await keyOf(mine, [...permissionsOf("admin")]);
  const theirKey = await keyOf(theirs, [...permissionsOf("admin")]);
  const people = new Map<string, { readonly id: string; readonly cookie: string }>();
  for (const tenant of [mine, theirs]) {
    const person = await newMember(database, tenant, "approver");
    const cookie = await newCookie(database, db, person);
    people.set(tenant.tenantId, { id: person.memberId, cookie });
  }
  const using =
    (key: string, { tenantId }: TestTenant) =>
    (sent: Sent = {}): Sent => {
      const cookie = people.get(tenantId)?.cookie ?? "";
      const by = sent.person ? { cookie, origin: ORIGIN } : bearer(key);
      return { ...sent, headers: { ...by, ...sent.headers } };
    };
  const seenBy = (me: TestTenant, them: TestTenant, own: string, other: string): TestApi => ({
    database,
    db,
    mine: me,
    theirs: them,
    personId: people.get(me.tenantId)?.id ?? "",
    asMe: using(own, me),
    asThem: using(other, them),
    keyOf,
    cookieOf: (tenant) => newCookie(database, db, tenant),
    cookieAs: async (role) => newCookie(database, db, await newMember(database, me, role)),
    makeServer: async (name = "everything") => {
      const made = await send(servers, "POST", using(own, me)({ body: { name, url: UPSTREAM } }));
      return made.body.id;
    },
    mirrored: () => seenBy(them, me, other, own),
  });
  return seenBy(mine, theirs, myKey, theirKey);
}

/** A broker in which every tenant has the one connection, and nobody can sign in. */
const ONE_CONNECTION: SignInDoor["jackson"] = {
  origin: ORIGIN,
  use: (work) =>
    work({
      connectionAPIController: {
        getConnections: async () => [{ clientID: CONNECTION }],
        createOIDCConnection: async (given: { tenant: string; oidcClientId: string }) => ({
          clientID: brokerName(given.tenant, given.oidcClientId),
        }),
      },
    } as unknown as Parameters<typeof work>[0]),
  askFor: (_tenantId, work) => ONE_CONNECTION.use(work),
  openingWith: () => Promise.reject(new Error("nobody can sign in here")),
  ownKeys: {
    signing: () => Promise.reject(new Error("nobody can sign in here")),
    opening: () => Promise.reject(new Error("nobody can sign in here")),
    published: () => Promise.reject(new Error("nobody can sign in here")),
  },
  holding: async () => ({ forget: async () => undefined }),
  close: async () => undefined,
};

/** The same for every house of a test, so that one takes what another gave. */
export const SEALER = localKms(randomBytes(32), 1);
const REFRESH_KEY = randomBytes(32);

/** Puts a house over this database in place of the one of the environment. */
export function live(db: Database): void {
  const issuer = ORIGIN;
  moveIn({
    config: loadConfig({
      NODE_ENV: "test",
      PORTCULLIS_MODE: "evaluation",
      // Nothing listens there: whose a domain is cannot be asked.
      PORTCULLIS_DNS_SERVERS: "127.0.0.1:9",
    }),
    db,
    vault: createVault(db, localKms(ROOT_KEY, 1)),
    signInKey: randomBytes(32),
    signing: createSigningKeys({ db, sealer: SEALER, issuer }),
    refreshKey: REFRESH_KEY,
    signInDoor: async () => ({ jackson: ONE_CONNECTION, secret: "" }),
  });
}

/**
 * Sends a request to a route as Next would. What it answers is held against the description of the
 * API, whatever the test is about.
 */
export async function send(
  route: Route,
  method: Method | "PATCH",
  sent: Sent = {},
): Promise<Answer> {
  const handler = route[method];
  if (handler === undefined) throw new Error(`no handler for ${method}`);
  const hasBody = sent.body !== undefined || sent.raw !== undefined;
  const path = (pathOf(route) ?? "/api/v1/x").replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent((sent.params?.[name] ?? "").toWellFormed()),
  );
  const request = new Request(`${ORIGIN}${path}${sent.query ?? ""}`, {
    method,
    headers: {
      host: "localhost:3000",
      ...(hasBody ? { "content-type": "application/json" } : {}),
      ...sent.headers,
    },
    body: hasBody ? ((sent.raw ?? JSON.stringify(sent.body)) as BodyInit) : undefined,
  });
  // As Next does it: a path without params gets none.
  const context = sent.params === undefined ? {} : { params: Promise.resolve(sent.params) };
  const response = await handler(request, context);
  const text = await response.text();
  const body = text === "" ? null : JSON.parse(text);
  const answer = { status: response.status, headers: response.headers, body };
  const operation = find(route, method);
  if (operation !== undefined) witness(operation, answer);
  return answer;
}

/** The header that carries a token. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** What of a problem must be the same for two requests that are answered alike. */
export function alike({ status, body }: Answer): unknown {
  const { request_id: _id, instance: _instance, ...rest } = body;
  return { status, ...rest };
}
