"use client";
import { useEffect } from "react";

/** What would be lost by leaving now: the questions of the guards that are active. */
const questions = new Set<string>();

/** Asks, where there is something to lose, before leaving by another way than a link. */
export function mayLeave(): boolean {
  return [...questions].every((question) => window.confirm(question));
}

/** What of the browser's Navigation API is used here; not every browser has it yet. */
type Traversal = Event & {
  readonly navigationType: string;
  readonly destination: { readonly url: string };
};
type WithNavigation = { readonly navigation?: EventTarget };

/**
 * Asks before unsaved work or an unseen secret is lost: on closing the page, and on following a
 * link within the console or going back, which the browser does not ask about.
 */
export function useLeaveGuard(active: boolean, question: string): void {
  useCloseGuard(active);
  useEffect(() => {
    if (!active) return;
    questions.add(question);
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
    const onNavigate = (event: Event) => {
      const { navigationType, destination } = event as Traversal;
      if (navigationType !== "traverse" || !event.cancelable) return;
      if (new URL(destination.url).pathname === location.pathname) return;
      if (!window.confirm(question)) event.preventDefault();
    };
    const { navigation } = window as WithNavigation;
    document.addEventListener("click", onClick, true);
    navigation?.addEventListener("navigate", onNavigate);
    return () => {
      questions.delete(question);
      document.removeEventListener("click", onClick, true);
      navigation?.removeEventListener("navigate", onNavigate);
    };
  }, [active, question]);
}

/** Has the browser ask before the page is closed, and nothing else. */
export function useCloseGuard(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", onUnload);
    return () => window.removeEventListener("beforeunload", onUnload);
  }, [active]);
}
