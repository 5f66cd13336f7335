"use client";
import { useState } from "react";
import { useLeaveGuard } from "./leave-guard";

/**
 * Whether what a form holds differs from what is saved, asking before it is left where it does. What
 * is saved counts from then on, not only once the page has heard of it again: otherwise whoever saves
 * and leaves at once would be asked about nothing.
 */
export function useUnsaved<T>(held: T, saved: T, question: string) {
  const [kept, setKept] = useState(saved);
  const changed = JSON.stringify(held) !== JSON.stringify(kept);
  useLeaveGuard(changed, question);
  return { changed, kept, keep: setKept };
}
