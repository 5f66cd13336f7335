import { refresh } from "next/cache";
import { headers } from "next/headers";
import { notFound, unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { type House, house, requireActionCaller, requireCaller } from "@/app/house";
import { crashDigest } from "@/components/ui/crash-digest";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult } from "@/components/ui/result";
import type { SessionCaller } from "@/lib/identity";
import { log, Problem, requestIdFrom, runWithContext, toProblem } from "@/lib/kernel";

type Work<I, T> = (house: House, caller: SessionCaller, input: I) => Promise<T>;

/**
 * What a part of a page reads, or the problem that stands in its place. An unknown id, and one of
 * another organisation, is the page that does not exist.
 */
export async function readFor<T>(
  caller: SessionCaller,
  work: (house: House) => Promise<T>,
): Promise<ActionResult<T>> {
  return await runWithContext({ requestId: caller.requestId, door: "console" }, async () => {
    try {
      return { ok: true, value: await work(await house()), requestId: caller.requestId };
    } catch (thrown) {
      const failed = failure(thrown, caller.requestId);
      if (failed.problem.code === "not_found") notFound();
      return failed;
    }
  });
}

/**
 * A server action: the input is judged by its schema, one use case runs as whoever is signed in, and
 * whatever is thrown comes back as a problem to show at its field or beside the button.
 */
export async function act<S extends z.ZodType, T>(
  slug: string,
  schema: S,
  input: unknown,
  work: Work<z.output<S>, T>,
): Promise<ActionResult<T>> {
  const requestId = requestIdFrom((await headers()).get("x-request-id"));
  return await runWithContext({ requestId, door: "console" }, async () => {
    try {
      const caller = await requireActionCaller(String(slug));
      const value = await work(await house(), caller, judge(schema, input));
      // The page that asked shows what is true now.
      refresh();
      return { ok: true, value, requestId };
    } catch (thrown) {
      return failure(thrown, requestId);
    }
  });
}

/** The caller of a page and the organisation's address, from the page's own parameters. */
export async function visitor(params: Promise<{ readonly slug: string }>) {
  const { slug } = await params;
  try {
    return { slug, base: `/t/${slug}`, caller: await requireCaller(slug) };
  } catch (thrown) {
    const requestId = requestIdFrom((await headers()).get("x-request-id"));
    const { problem } = runWithContext({ requestId, door: "console" }, () =>
      failure(thrown, requestId),
    );
    // All that reaches an error page of what was thrown is its digest.
    const told = new Error(problem.code, { cause: thrown });
    throw Object.assign(told, { digest: crashDigest(problem.code, requestId) });
  }
}

function judge<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => ({
    path: issue.path.map((step) => `/${String(step)}`).join(""),
    message: issue.message,
  }));
  throw new Problem("unprocessable", { extensions: { fields } });
}

function failure(thrown: unknown, requestId: string) {
  unstable_rethrow(thrown);
  const problem = toProblem(thrown);
  if (problem.status >= 500) {
    log.error("page or action failed", {
      code: problem.code,
      internal: problem.internal,
      error: problem.cause,
    });
  }
  return { ok: false, problem: view(problem, requestId) } as const;
}

function view(problem: Problem, requestId: string): ProblemView {
  const { fields } = problem.extensions;
  return {
    code: problem.code,
    status: problem.status,
    title: problem.title,
    detail: problem.detail,
    requestId,
    fields: Array.isArray(fields) ? (fields as ProblemView["fields"]) : [],
  };
}
