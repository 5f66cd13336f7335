import type { z } from "zod";
import type { Permission } from "@/lib/access";
import type { ApiKeyCaller } from "@/lib/credentials";
import type { SessionCaller } from "@/lib/identity";
import type { House } from "../rooms";

export type ApiCaller = ApiKeyCaller | SessionCaller;

/** What an endpoint works with: everything in it has been judged already. */
export type Call<Body, Query> = {
  readonly house: House;
  readonly caller: ApiCaller;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly query: Query;
  readonly headers: Headers;
};

/** What an endpoint answers. `made` names what a POST created, for a replay of it. */
export type Reply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly made?: { readonly id: string; readonly secret: boolean };
};

export type Endpoint<Body = unknown, Query = unknown> = {
  /** Checked before anything is looked up; left out only where every caller may ask. */
  readonly permission?: Permission;
  /** The form of the JSON body. Without one, and where `{}` has it, the body may be empty. */
  readonly body?: z.ZodType<Body>;
  /** The form of the query. Without one there must be no query. */
  readonly query?: z.ZodType<Query>;
  /** Repeating the request changes nothing more, so nothing is kept of an idempotency key. */
  readonly repeatable?: boolean;
  readonly answer: (call: Call<Body, Query>) => Promise<Reply>;
};

/** An endpoint whose body and query types follow from its schemas. */
export function endpoint<Body = Record<string, never>, Query = Record<string, never>>(
  given: Endpoint<Body, Query>,
): Endpoint {
  // Sound because `serve` calls `answer` only with what these very schemas gave.
  return given as unknown as Endpoint;
}

/** 200 with a body. */
export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** 201 with what was made and where it is. */
export function created(
  path: string,
  made: { readonly id: string; readonly secret?: boolean },
  body: unknown,
): Reply {
  return {
    status: 201,
    body,
    headers: { location: `${path}/${made.id}` },
    made: { id: made.id, secret: made.secret ?? false },
  };
}
