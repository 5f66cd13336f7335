import { type ProblemView, problemFromDocument } from "@/components/ui/problem";

export type Posted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ProblemView };

/** Sends JSON to an address of this console, and gives what it answered or the problem it named. */
export async function post<T>(address: string, body: unknown): Promise<Posted<T>> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    return response.ok
      ? { ok: true, value: answer as T }
      : { ok: false, problem: problemFromDocument(answer, response.status) };
  } catch {
    return { ok: false, problem: localProblem("The console could not be reached. Try again.") };
  }
}

/** Something that went wrong in this browser, in the form of what a server would say. */
export function localProblem(detail: string): ProblemView {
  return {
    code: "unavailable",
    status: 503,
    title: "That did not work",
    detail,
    requestId: null,
    fields: [],
  };
}
