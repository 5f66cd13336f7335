"use client";
import { useState } from "react";
import type { z } from "zod";
import type { ProblemView } from "./problem";

type Faults = Readonly<Record<string, string>>;

/**
 * Judges a form by the schema the server judges with: a field when it is left, all of them when the
 * form is sent. The schema is loaded when it is first needed. What the server then says stands at the field it names, until that field is changed.
 */
export function useFormCheck(schema: z.ZodType | (() => Promise<z.ZodType>)) {
  const [faults, setFaults] = useState<Faults>({});
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const judge = async (values: unknown): Promise<Faults> => {
    const result = (typeof schema === "function" ? await schema() : schema).safeParse(values);
    if (result.success) return {};
    const all = result.error.issues.map(({ path, message }) => [
      path.map((step) => `/${String(step)}`).join(""),
      message,
    ]);
    // The first fault of a field is the one to mend first.
    return Object.fromEntries(all.reverse());
  };
  return {
    /** The fault of a field, by its JSON pointer. */
    fault: (path: string): string | undefined => faults[path],
    /** The first fault within a field that holds several values. */
    faultWithin: (path: string): string | undefined =>
      Object.entries(faults).find(([at]) => isWithin(at, path))?.[1],
    /** A problem that belongs to no field. */
    problem,
    /** When a field is left: judges it alone. */
    left: async (path: string, values: unknown) => {
      const found = Object.entries(await judge(values)).filter(([at]) => isWithin(at, path));
      setFaults((now) => ({ ...without(now, path), ...Object.fromEntries(found) }));
    },
    /** When a field is changed: its fault is of what stood there before. */
    changed: (path: string) =>
      setFaults((now) =>
        Object.keys(now).some((at) => isWithin(at, path)) ? without(now, path) : now,
      ),
    /** Before the form is sent: whether everything holds. */
    holds: async (values: unknown): Promise<boolean> => {
      const found = await judge(values);
      setFaults(found);
      setProblem(null);
      return Object.keys(found).length === 0;
    },
    /** Shows what the server said: at its fields, those of this form, or at the form's head. */
    refused: (said: ProblemView, fields: readonly string[]) => {
      const placed = said.fields.filter(({ path }) =>
        fields.some((field) => isWithin(path, field)),
      );
      setFaults(Object.fromEntries(placed.map(({ path, message }) => [path, message])));
      setProblem(placed.length > 0 ? null : said);
    },
    reset: () => {
      setFaults({});
      setProblem(null);
    },
  };
}

/** Whether a place is a field, or within one. */
function isWithin(place: string, field: string): boolean {
  return place === field || place.startsWith(`${field}/`);
}

function without(faults: Faults, field: string): Faults {
  return Object.fromEntries(Object.entries(faults).filter(([at]) => !isWithin(at, field)));
}
