"use client";
import { useCallback, useRef, useState } from "react";

/** Typing within so long of the last change is undone together with it. */
const TOGETHER_MS = 700;
const KEPT = 200;

export type History = {
  readonly text: string;
  /** `step`: a change of its own, as a click in the grid is. Typing joins what was typed just before. */
  readonly change: (next: string | ((now: string) => string), step?: boolean) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
};

type State = {
  readonly past: readonly string[];
  readonly text: string;
  readonly future: readonly string[];
};

/** One history for both views of the rules: what either changed, undoing takes back. */
export function useHistory(start: () => string): History {
  const [state, setState] = useState<State>(() => ({ past: [], text: start(), future: [] }));
  const typedAt = useRef(0);
  const change = useCallback<History["change"]>((next, step = false) => {
    const at = performance.now();
    const joins = !step && at - typedAt.current < TOGETHER_MS;
    typedAt.current = step ? 0 : at;
    setState((now) => {
      const text = typeof next === "string" ? next : next(now.text);
      if (text === now.text) return now;
      const past = joins && now.past.length > 0 ? now.past : [...now.past, now.text].slice(-KEPT);
      return { past, text, future: [] };
    });
  }, []);
  const undo = useCallback(() => {
    typedAt.current = 0;
    setState((now) => {
      const last = now.past.at(-1);
      if (last === undefined) return now;
      return { past: now.past.slice(0, -1), text: last, future: [now.text, ...now.future] };
    });
  }, []);
  const redo = useCallback(() => {
    typedAt.current = 0;
    setState((now) => {
      const [next, ...future] = now.future;
      return next === undefined ? now : { past: [...now.past, now.text], text: next, future };
    });
  }, []);
  const { text, past, future } = state;
  return { text, change, undo, redo, canUndo: past.length > 0, canRedo: future.length > 0 };
}
