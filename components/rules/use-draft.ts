"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { ask, problemOf } from "@/components/live/ask";
import type { ProblemView } from "@/components/ui/problem";
import type { DryRun } from "@/lib/decisions";
import type { RulesDocument, rulesSchema } from "@/lib/policy/rules.schema";
import { formatRules } from "./format-rules";
import type { LineFault } from "./json-editor";
import { escapePointer, type Place, parseWithPlaces, placeOf } from "./json-places";

/** How many recent calls a draft is tried on. */
export const REPLAYED = 200;
const TYPING_MS = 350;

export type Draft = {
  readonly text: string;
  readonly faults: readonly LineFault[];
  /** The document, as soon as it has the form of rules; null while the text has not. */
  readonly document: RulesDocument | null;
  /** What the gate's own code says of it: its hash, and what it would have answered. */
  readonly dryRun: DryRun | null;
  readonly checking: boolean;
  /** Set if the draft could not be judged at all. */
  readonly problem: ProblemView | null;
  readonly changed: boolean;
};

/**
 * A draft of the rules as it is typed. Its form is judged here at once, by the schema the server
 * judges with; what a schema cannot see, and what it would have answered to recent calls, is told
 * by the code the gate judges with.
 */
export function useDraft(serverId: string, text: string, published: string): Draft {
  const schema = useSchema(text);
  const read = useMemo(() => readDraft(text, schema), [text, schema]);
  const settled = useSettled(text);
  const { data, error, isFetching } = useQuery({
    queryKey: ["dry-run", serverId, settled],
    queryFn: ({ signal }) => {
      const body = { document: JSON.parse(settled), limit: REPLAYED };
      return ask(
        "POST /api/v1/servers/{id}/rules/dry-run",
        { params: { id: serverId }, body },
        { signal },
      );
    },
    enabled: read.document !== null && settled === text,
    staleTime: 30_000,
  });
  const { document } = read;
  // Written out once a change: a document can be long.
  const written = useMemo(
    () => (document === null ? text : formatRules(document)),
    [document, text],
  );
  if (document === null) {
    return { ...BLANK, text, faults: read.faults, changed: text !== published };
  }
  const checking = settled !== text || isFetching;
  const problem = error === null || checking ? null : problemOf(error);
  const faults = located(problem?.fields ?? [], read.places);
  return {
    text,
    faults,
    document,
    dryRun: data !== undefined && !checking ? data : null,
    checking,
    problem: problem !== null && faults.length === 0 ? problem : null,
    changed: written !== published,
  };
}

const BLANK = { document: null, dryRun: null, checking: false, problem: null } as const;

type Schema = typeof rulesSchema;

/** The schema, loaded with the first edit: what was there before was judged by the server. */
function useSchema(text: string): Schema | null {
  const [first] = useState(text);
  const [schema, setSchema] = useState<Schema | null>(null);
  const needed = text !== first;
  useEffect(() => {
    if (!needed) return;
    let gone = false;
    void import("@/lib/policy/rules.schema").then((module) => {
      if (!gone) setSchema(() => module.rulesSchema);
    });
    return () => {
      gone = true;
    };
  }, [needed]);
  return schema;
}

/** Until the schema is there: whether a value has at least the outline of rules. */
function isOutlined(value: unknown): value is RulesDocument {
  const isObject = (one: unknown) => typeof one === "object" && one !== null && !Array.isArray(one);
  if (!isObject(value)) return false;
  const { tools = {}, hide = [] } = value as { tools?: unknown; hide?: unknown };
  return isObject(tools) && Object.values(tools as object).every(isObject) && Array.isArray(hide);
}

function readDraft(text: string, schema: Schema | null) {
  const parsed = parseWithPlaces(text);
  const places: Places = parsed.ok ? parsed.places : new Map();
  if (!parsed.ok) return { document: null, faults: [parsed.fault], places };
  if (schema === null) {
    return { document: isOutlined(parsed.value) ? parsed.value : null, faults: [], places };
  }
  const judged = schema.safeParse(parsed.value);
  if (judged.success) return { document: judged.data, faults: [], places };
  const faults = judged.error.issues.map(({ path, message }) => ({
    path: path.map((step) => `/${escapePointer(String(step))}`).join(""),
    message,
  }));
  return { document: null, faults: located(faults, places), places };
}

type Places = ReadonlyMap<string, Place>;

function located(fields: ProblemView["fields"], places: Places): LineFault[] {
  return fields.map(({ path, message }) => ({
    line: placeOf(places, path).line,
    message: path === "" ? message : `${path}: ${message}`,
  }));
}

/** The text once typing has paused. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
