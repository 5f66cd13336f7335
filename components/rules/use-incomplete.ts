"use client";
import { useCallback, useEffect, useId, useState } from "react";

/** Says of a row of controls, by a key of its own, whether something in it is not complete. */
export type ReportIncomplete = (key: string, incomplete: boolean) => void;

/** Counts the rows that are not complete: what stands in them is not in the rules. */
export function useIncomplete(): { readonly count: number; readonly report: ReportIncomplete } {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const report = useCallback<ReportIncomplete>((key, incomplete) => {
    setKeys((now) => {
      if (now.has(key) === incomplete) return now;
      const next = new Set(now);
      if (incomplete) next.add(key);
      else next.delete(key);
      return next;
    });
  }, []);
  return { count: keys.size, report };
}

/** Reports a row as long as it stands. */
export function useReport(report: ReportIncomplete, incomplete: boolean): void {
  const key = useId();
  useEffect(() => {
    report(key, incomplete);
    return () => report(key, false);
  }, [key, incomplete, report]);
}
