"use client";
import type { ReactNode } from "react";
import type { ReceiptView } from "@/components/ui/result";
import { leaveQuestion, ShownOnce } from "@/components/ui/shown-once";
import { keyExamples, keyFile } from "./examples";

/** A key that was just made, by creation or by rotation. */
export type NewKeyView = {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly capabilities: readonly string[];
  readonly receipt: ReceiptView;
};

export const LEAVE_QUESTION = leaveQuestion("key", "key");

type KeyShownOnceProps = {
  readonly origin: string;
  readonly made: NewKeyView;
  readonly requestId: string;
  readonly children: ReactNode;
  readonly onTaken: () => void;
};

/** A new key, with the forms in which a script takes it. */
export function KeyShownOnce({ origin, made, requestId, children, onTaken }: KeyShownOnceProps) {
  return (
    <ShownOnce
      noun="key"
      secret={made.token}
      examples={keyExamples(origin, made)}
      file={keyFile(origin, made)}
      receipt={made.receipt}
      requestId={requestId}
      onTaken={onTaken}
    >
      {children}
    </ShownOnce>
  );
}
