"use client";
import { useEffect } from "react";

/** What would be lost by leaving now: the questions of the guards that are active. */
const questions = new Set<string>();

/** Asks, where there is something to lose, before leaving by another way than a link. */
export function mayLeave(): boolean {
  return [...questions].every((question) => window.confirm(question));
}

/**
 * Asks before unsaved work or an unseen secret is lost: on closing the page, and on following a
 * link within the console, which the browser does not ask about.
 */
export function useLeaveGuard(active: boolean, question: string): void {
  useEffect(() => {
    if (!active) return;
    questions.add(question);
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.("a[href]");
      const opensHere =
        link instanceof HTMLAnchorElement &&
        link.target !== "_blank" &&
        !event.metaKey &&
        !event.ctrlKey &&
        !event.shiftKey;
      if (!opensHere || link.pathname === location.pathname || window.confirm(question)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("beforeunload", onUnload);
    document.addEventListener("click", onClick, true);
    return () => {
      questions.delete(question);
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, true);
    };
  }, [active, question]);
}
