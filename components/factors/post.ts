import { type ProblemView, problemFromDocument } from "@/components/ui/problem";

export type Posted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ProblemView };

/** Sends JSON to an address of this console, and gives what it answered or the problem it named. */
export async function post<T>(address: string, body: unknown): Promise<Posted<T>> {
  return await sent<T>(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Reads what is at an address of this console. */
export async function get<T>(address: string): Promise<Posted<T>> {
  return await sent<T>(address, { method: "GET" });
}

/** Asks for what is at an address of this console to be taken away. */
export async function remove(address: string): Promise<Posted<unknown>> {
  return await sent(address, { method: "DELETE" });
}

async function sent<T>(address: string, request: RequestInit): Promise<Posted<T>> {
  try {
    const response = await fetch(address, request);
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
