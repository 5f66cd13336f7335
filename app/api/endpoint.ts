import type { z } from "zod";
import type { Permission, StepUpActId } from "@/lib/access";
import type { ApiKeyCaller } from "@/lib/credentials";
import type { SessionCaller } from "@/lib/identity";
import { Problem, type ProblemCode, type Shown } from "@/lib/kernel";
import type { House } from "../rooms";
import type { Tag } from "./openapi/tags";

export type ApiCaller = ApiKeyCaller | SessionCaller;
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What an endpoint works with: everything in it has been judged already. */
export type Call<Params, Body, Query> = {
  readonly house: House;
  readonly caller: ApiCaller;
  readonly params: Params;
  readonly body: Body;
  readonly query: Query;
  readonly headers: Headers;
};

/** What an endpoint answers. `made` names what a POST created, for a replay of it. */
export type Reply<Body = unknown> = {
  readonly status: number;
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
  readonly made?: { readonly id: string; readonly secret: boolean };
};

/** What is said of an endpoint: enough to judge a request, to judge its answer, and to describe both. */
export type Declaration<Gives extends z.ZodType = z.ZodType> = {
  /** Its name for programs: unique, a verb and a noun in camel case. */
  readonly operation: string;
  /** What it does, in one plain sentence. */
  readonly summary: string;
  /** What the sentence leaves out, such as a permission that only some callers need. */
  readonly description?: string;
  readonly tag: Tag;
  /** Checked before anything is looked up; left out only where every caller may ask. */
  readonly permission?: Permission;
  /** The forms of the path's parameters. What does not fit one is not found, like an unknown id. */
  readonly params?: z.ZodObject;
  /** The form of the JSON body. Without one, and where `{}` has it, the body may be empty. */
  readonly body?: z.ZodType;
  /** The form of the query. Without one there must be no query. */
  readonly query?: z.ZodObject;
  /** The form of the answer's body, strict: the answer's type follows from it. */
  readonly gives: Gives;
  /** The status of the answer; 200 if left out. */
  readonly status?: 200 | 201 | 202;
  /** Headers the answer carries beside those of every answer, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers it reads beside those every endpoint reads, each with what it does. */
  readonly reads?: Readonly<Record<string, string>>;
  /** Problems it may answer with, beside those that follow from the rest (`problemsOf`). */
  readonly problems?: readonly ProblemCode[];
  /** For people alone: a key is told that it has nothing of the kind. */
  readonly person?: true;
  /** The act for which its use case asks a person for a fresh proof. */
  readonly stepUp?: StepUpActId;
  /** Repeating the request changes nothing more, so nothing is kept of an idempotency key. */
  readonly repeatable?: boolean;
};

export type Endpoint = Declaration & {
  readonly answer: (call: Call<unknown, unknown, unknown>) => Promise<Reply>;
};

type Output<Schema, Without> = Schema extends z.ZodType ? z.output<Schema> : Without;
type Nothing = Readonly<Record<never, never>>;

/**
 * An endpoint whose types follow from its schemas: what `answer` is called with, and what it must
 * answer.
 */
export function endpoint<
  Gives extends z.ZodType,
  Params extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
>(
  given: Declaration<Gives> & {
    readonly params?: Params;
    readonly body?: Body;
    readonly query?: Query;
    readonly answer: (
      call: Call<Output<Params, Nothing>, Output<Body, Nothing>, Output<Query, Nothing>>,
    ) => Promise<Reply<Shown<NoInfer<Gives>>>>;
  },
): Endpoint {
  // Sound because `serve` calls `answer` only with what these very schemas gave.
  return given as unknown as Endpoint;
}

/**
 * The person in a browser that a caller is.
 *
 * @throws Problem `forbidden` for a key, and for whoever comes without a session of the console.
 */
export function personOf(caller: ApiCaller): SessionCaller {
  if (caller.kind === "member" && caller.session !== undefined) return caller;
  throw new Problem("forbidden", {
    detail: "This belongs to a person who is signed in to the console.",
  });
}

/** 200 with a body. */
export function ok<Body>(body: Body): Reply<Body> {
  return { status: 200, body };
}

/** 201 with what was made and where it is. */
export function created<Body>(
  path: string,
  made: { readonly id: string; readonly secret?: boolean },
  body: Body,
): Reply<Body> {
  return {
    status: 201,
    body,
    headers: { location: `${path}/${made.id}` },
    made: { id: made.id, secret: made.secret ?? false },
  };
}
