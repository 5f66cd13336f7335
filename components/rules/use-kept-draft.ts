"use client";
import { useEffect, useRef, useState } from "react";
import { showToast } from "@/components/ui/toast";

/** A draft as it was left, and the version that was in force then. */
export type KeptDraft = { readonly text: string; readonly version: number };
const PLACE = "portcullis.draft.";

type KeptDraftInput = {
  /** Whose draft it is, and of which server. */
  readonly of: string;
  readonly text: string;
  /** The version in force; 0 before the first. */
  readonly version: number;
  readonly unsaved: boolean;
  /** Takes a kept draft over. */
  readonly take: (text: string) => void;
};

/**
 * Keeps a draft in this tab for as long as it is not published, so that it is there again after a link,
 * the back button or a reload; and says so on leaving. Gives the draft that was taken over, until it is
 * published or given up.
 */
export function useKeptDraft({ of, text, version, unsaved, take }: KeptDraftInput) {
  const [kept, setKept] = useState<KeptDraft | null>(null);
  const looked = useRef(false);
  const now = useRef({ unsaved, take, text });
  now.current = { unsaved, take, text };
  useEffect(() => {
    if (!looked.current) {
      looked.current = true;
      const found = read(of);
      if (found === null || found.text === now.current.text) return;
      setKept(found);
      now.current.take(found.text);
      return;
    }
    write(of, unsaved ? { text, version } : null);
    if (!unsaved) setKept(null);
  }, [of, text, version, unsaved]);
  useEffect(
    () => () => {
      if (!now.current.unsaved) return;
      showToast(
        "ok",
        "The draft is kept",
        "The rules are not published. Come back to them in this tab.",
      );
    },
    [],
  );
  return kept;
}

function read(of: string): KeptDraft | null {
  try {
    const { text, version } = JSON.parse(sessionStorage.getItem(PLACE + of) ?? "null") ?? {};
    return typeof text === "string" && typeof version === "number" ? { text, version } : null;
  } catch {
    return null;
  }
}

/** A browser that keeps nothing, or has no room, asks before the page is closed all the same. */
function write(of: string, draft: KeptDraft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(PLACE + of);
    else sessionStorage.setItem(PLACE + of, JSON.stringify(draft));
  } catch {
    // Said above.
  }
}
