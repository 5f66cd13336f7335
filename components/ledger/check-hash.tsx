"use client";
import { CircleCheck, OctagonX } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";

/** The leaf hash of an entry's bytes, in hex. */
async function leafHash(bytes: string): Promise<string> {
  const text = new TextEncoder().encode(bytes);
  const leaf = new Uint8Array(text.length + 1);
  leaf.set(text, 1);
  const digest = await crypto.subtle.digest("SHA-256", leaf);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Computes the hash in the browser, so that nobody has to take the server's word for it. */
export function CheckHash({ bytes, leaf }: { readonly bytes: string; readonly leaf: string }) {
  const [computed, setComputed] = useState<string | null>(null);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
      <Button size="sm" onClick={() => void leafHash(bytes).then(setComputed)}>
        Compute it in this browser
      </Button>
      <div role="status" className="min-w-0 text-sm">
        {computed === null ? null : computed === leaf ? (
          <p className="flex items-center gap-1.5">
            <CircleCheck aria-hidden className="size-4 text-ok-text" /> The bytes give this hash.
          </p>
        ) : (
          <p className="text-danger-text">
            <OctagonX aria-hidden className="mr-1.5 inline size-4" />
            The entry was changed: its bytes give{" "}
            <code className="font-mono text-xs break-all">{computed}</code>
          </p>
        )}
      </div>
    </div>
  );
}
