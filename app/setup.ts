"use server";
import { headers } from "next/headers";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult } from "@/components/ui/result";
import { connectByLink, newConnectionSchema } from "@/lib/identity";
import { log, Problem, requestIdFrom, toProblem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { house } from "./rooms";

/** Sets a connection up by a setup link. Whoever holds the link may, and nobody else is asked for. */
export async function setUp(
  token: string,
  input: unknown,
): Promise<ActionResult<{ readonly id: string; readonly receipt: Receipt }>> {
  const requestId = requestIdFrom((await headers()).get("x-request-id"));
  try {
    const parsed = newConnectionSchema.safeParse(input);
    if (!parsed.success) throw new Problem("unprocessable");
    const value = await connectByLink(await house(), String(token), parsed.data, requestId);
    return { ok: true, value, requestId };
  } catch (thrown) {
    const problem = toProblem(thrown);
    if (problem.status >= 500) log.error("a setup link failed", { error: thrown });
    return { ok: false, problem: view(problem, requestId) };
  }
}

function view(problem: Problem, requestId: string): ProblemView {
  const { code, status, title, detail } = problem;
  const { fields } = problem.extensions;
  return {
    ...{ code, status, title, detail, requestId },
    fields: Array.isArray(fields) ? (fields as ProblemView["fields"]) : [],
  };
}
