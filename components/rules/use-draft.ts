"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { ask, problemOf } from "@/components/live/ask";
import type { ProblemView } from "@/components/ui/problem";
import type { DryRun } from "@/lib/decisions";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { formatRules } from "./format-rules";
import type { LineFault } from "./json-editor";
import { parseWithPlaces, placeOf } from "./json-places";

/** How many recent calls a draft is tried on. */
export const REPLAYED = 200;
const TYPING_MS = 350;

export type Draft = {
  readonly text: string;
  readonly faults: readonly LineFault[];
  /** The document, once the gate's own check has found nothing wrong with it. */
  readonly document: RulesDocument | null;
  readonly dryRun: DryRun | null;
  readonly checking: boolean;
  /** Set if the draft could not be judged at all. */
  readonly problem: ProblemView | null;
  readonly changed: boolean;
};

/**
 * A draft of the rules as it is typed. Its form is read here at once; whether it holds as rules, and
 * what it would have answered to recent calls, is judged by the code the gate judges with.
 */
export function useDraft(serverId: string, text: string, published: string): Draft {
  const parsed = useMemo(() => parseWithPlaces(text), [text]);
  const settled = useSettled(text);
  const { data, error, isFetching } = useQuery({
    queryKey: ["dry-run", serverId, settled],
    queryFn: ({ signal }) => {
      const body = { document: JSON.parse(settled) as unknown, limit: REPLAYED };
      return ask<DryRun>(`/api/v1/servers/${serverId}/rules/dry-run`, { body, signal });
    },
    enabled: parsed.ok && settled === text,
    staleTime: 30_000,
  });
  const waiting = parsed.ok && (settled !== text || isFetching);
  if (!parsed.ok) {
    const { line, message } = parsed.fault;
    return { ...BLANK, text, faults: [{ line, message }], changed: text !== published };
  }
  const problem = error === null || waiting ? null : problemOf(error);
  const faults = (problem?.fields ?? []).map(({ path, message }) => ({
    line: placeOf(parsed.places, path).line,
    message: path === "" ? message : `${path}: ${message}`,
  }));
  const judged = data !== undefined && settled === text;
  return {
    text,
    faults,
    document: judged ? (parsed.value as RulesDocument) : null,
    dryRun: judged ? data : null,
    checking: waiting,
    problem: problem !== null && faults.length === 0 ? problem : null,
    changed: formatRules(parsed.value) !== published,
  };
}

const BLANK = { document: null, dryRun: null, checking: false, problem: null } as const;

/** The text once typing has paused. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
