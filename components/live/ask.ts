import { type ProblemView, problemFromDocument } from "@/components/ui/problem";
import { ApiRefused, type Ask, createClient } from "@/lib/client";

/** A problem that the control API answered with, thrown so that a query can fail with it. */
export class AskFailed extends Error {
  constructor(readonly problem: ProblemView) {
    super(problem.detail);
  }
}

const NO_ANSWER: ProblemView = {
  code: "unavailable",
  status: 503,
  title: "No answer",
  detail: "The console could not be reached.",
  requestId: null,
  fields: [],
};

const client = createClient();

/** Asks the control API as the signed-in person. Throws `AskFailed` with its problem document. */
export const ask: Ask = async (name, ...rest) => {
  try {
    return await client(name, ...rest);
  } catch (error) {
    const [, options] = rest;
    if (options?.signal?.aborted) throw error;
    throw new AskFailed(
      error instanceof ApiRefused ? problemFromDocument(error.problem, error.status) : NO_ANSWER,
    );
  }
};

/** The problem behind whatever a query failed with. */
export function problemOf(error: unknown): ProblemView {
  return error instanceof AskFailed ? error.problem : NO_ANSWER;
}
