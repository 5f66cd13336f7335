"use client";
import { useEffect, useSyncExternalStore } from "react";
import { AskFailed, problemOf } from "@/components/live/ask";
import { type ProblemView, problemFromDocument } from "@/components/ui/problem";
import type { VerifyResult } from "@/lib/access";

type Far = { readonly verified: number; readonly total: number };

/** A verification as it stands. One goes on while one looks at other pages, or loads this one anew. */
export type VerifyRun =
  | { readonly state: "idle" }
  | ({ readonly state: "running" } & Far)
  | { readonly state: "done"; readonly result: VerifyResult; readonly at: string }
  | ({ readonly state: "cancelled" } & Far)
  /** It was under way when this page was left, and the console knows of none. */
  | { readonly state: "interrupted" }
  | { readonly state: "failed"; readonly problem: ProblemView };

type Line = Partial<Far> & {
  readonly result?: VerifyResult;
  readonly at?: string;
  readonly cancelled?: Far;
  readonly problem?: { readonly status?: number };
};

const IDLE: VerifyRun = { state: "idle" };
/** By organisation: the page's module lives longer than the page. */
const runs = new Map<string, VerifyRun>();
const followed = new Set<string>();
const wanted = new Set<string>();
const listeners = new Set<() => void>();

function put(slug: string, run: VerifyRun): void {
  runs.set(slug, run);
  remember(slug, run.state === "running");
  for (const listener of listeners) listener();
}

/** The verification of an organisation's ledger, and the two things one can do to it. */
export function useVerifyRun(slug: string) {
  const run = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => runs.get(slug) ?? IDLE,
    () => IDLE,
  );
  useEffect(() => {
    if (!runs.has(slug)) void follow(slug, "GET");
  }, [slug]);
  return { run, start: () => void follow(slug, "POST"), cancel: () => void cancel(slug) };
}

/** Ends it where it runs; what it says last is how far it came. */
async function cancel(slug: string): Promise<void> {
  await fetch(`/t/${slug}/verify`, { method: "DELETE" }).catch(() => undefined);
}

/** Begins one, or with `GET` looks for one that is under way or has ended not long ago. */
async function follow(slug: string, method: "GET" | "POST"): Promise<void> {
  if (followed.has(slug)) {
    if (method === "POST") wanted.add(slug);
    return;
  }
  followed.add(slug);
  if (method === "POST") put(slug, { state: "running", verified: 0, total: 0 });
  let lived = false;
  try {
    const response = await fetch(`/t/${slug}/verify`, { method });
    if (response.status === 204) {
      if (wasRunning(slug)) put(slug, { state: "interrupted" });
      return;
    }
    if (!response.ok || response.body === null) {
      const document: unknown = await response.json().catch(() => null);
      throw new AskFailed(problemFromDocument(document, response.status));
    }
    for await (const line of linesOf(response.body)) {
      lived ||= line.total !== undefined;
      put(slug, runOf(line));
    }
    if (runs.get(slug)?.state === "running") throw new Error("it ended without a result");
  } catch (error) {
    // What was only looked for is not missed where it cannot be had.
    if (method === "POST" || runs.has(slug)) {
      put(slug, { state: "failed", problem: problemOf(error) });
    }
  } finally {
    followed.delete(slug);
    // Pressed while it was looked for one that is under way: now it is known that there is none.
    if (wanted.delete(slug) && !lived) void follow(slug, "POST");
  }
}

function runOf({ verified = 0, total = 0, result, at = "", cancelled, problem }: Line): VerifyRun {
  if (result) return { state: "done", result, at };
  if (cancelled) return { state: "cancelled", ...cancelled };
  if (problem) throw new AskFailed(problemFromDocument(problem, problem.status ?? 500));
  return { state: "running", verified, total };
}

const MARK = "portcullis.verifying.";

/** Notes in this tab that one is under way, so that one that is gone can be told from none. */
function remember(slug: string, running: boolean): void {
  try {
    if (running) sessionStorage.setItem(MARK + slug, "1");
    else sessionStorage.removeItem(MARK + slug);
  } catch {
    // A browser that keeps nothing only loses the note.
  }
}

function wasRunning(slug: string): boolean {
  try {
    return sessionStorage.getItem(MARK + slug) !== null;
  } catch {
    return false;
  }
}

/** The lines of a stream of JSON, as they come. */
export async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Line;
  }
  if (rest !== "") yield JSON.parse(rest) as Line;
}
