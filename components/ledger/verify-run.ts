"use client";
import { useSyncExternalStore } from "react";
import { AskFailed, problemOf } from "@/components/live/ask";
import { type ProblemView, problemFromDocument } from "@/components/ui/problem";
import type { VerifyResult } from "@/lib/access";

/** A verification as it stands. One goes on while one looks at other pages of the console. */
export type VerifyRun =
  | { readonly state: "idle" }
  | { readonly state: "running"; readonly verified: number; readonly total: number }
  | { readonly state: "done"; readonly result: VerifyResult }
  | { readonly state: "cancelled"; readonly verified: number; readonly total: number }
  | { readonly state: "failed"; readonly problem: ProblemView };

type Line = {
  readonly verified?: number;
  readonly total?: number;
  readonly result?: VerifyResult;
  readonly problem?: { readonly status?: number };
};

const IDLE: VerifyRun = { state: "idle" };
/** By organisation: the page's module lives longer than the page. */
const runs = new Map<string, { run: VerifyRun; stop: AbortController }>();
const listeners = new Set<() => void>();

function put(slug: string, run: VerifyRun, stop: AbortController): void {
  // Of a run that was replaced nobody hears any more.
  if (runs.has(slug) && runs.get(slug)?.stop !== stop) return;
  runs.set(slug, { run, stop });
  for (const listener of listeners) listener();
}

/** The verification of an organisation's ledger, and the two things one can do to it. */
export function useVerifyRun(slug: string) {
  const run = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => runs.get(slug)?.run ?? IDLE,
    () => IDLE,
  );
  return { run, start: () => void start(slug), cancel: () => cancel(slug) };
}

function cancel(slug: string): void {
  const current = runs.get(slug);
  if (current?.run.state !== "running") return;
  put(slug, { ...current.run, state: "cancelled" }, current.stop);
  current.stop.abort();
}

async function start(slug: string): Promise<void> {
  const stop = new AbortController();
  runs.delete(slug);
  put(slug, { state: "running", verified: 0, total: 0 }, stop);
  try {
    const response = await fetch(`/t/${slug}/verify`, { method: "POST", signal: stop.signal });
    if (!response.ok || response.body === null) {
      const document: unknown = await response.json().catch(() => null);
      throw new AskFailed(problemFromDocument(document, response.status));
    }
    for await (const line of linesOf(response.body)) {
      if (line.result) put(slug, { state: "done", result: line.result }, stop);
      else if (line.problem) {
        throw new AskFailed(problemFromDocument(line.problem, line.problem.status ?? 500));
      } else {
        const { verified = 0, total = 0 } = line;
        put(slug, { state: "running", verified, total }, stop);
      }
    }
    if (runs.get(slug)?.run.state === "running") throw new Error("it ended without a result");
  } catch (error) {
    if (stop.signal.aborted) return;
    put(slug, { state: "failed", problem: problemOf(error) }, stop);
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
