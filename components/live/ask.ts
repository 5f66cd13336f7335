import { type ProblemView, problemFromDocument } from "@/components/ui/problem";

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

/** Asks the control API as the signed-in person. Throws `AskFailed` with its problem document. */
export async function ask<T>(
  path: string,
  {
    body,
    json = body === undefined ? undefined : JSON.stringify(body),
    signal,
  }: {
    readonly body?: unknown;
    /** The body as text, where numbers must arrive as they were typed. */
    readonly json?: string;
    readonly signal?: AbortSignal;
  } = {},
): Promise<T> {
  const response = await fetch(path, {
    method: json === undefined ? "GET" : "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: json,
    signal,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new AskFailed(NO_ANSWER);
  });
  const document: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new AskFailed(problemFromDocument(document, response.status));
  return document as T;
}

/** The problem behind whatever a query failed with. */
export function problemOf(error: unknown): ProblemView {
  return error instanceof AskFailed ? error.problem : NO_ANSWER;
}
