import { CircleCheck } from "lucide-react";
import type { Published } from "./publish-dialog";

export type Receipt = { readonly published: Published; readonly requestId: string };

/** The confirmation of a publication: what is in force, and where that is recorded. */
export function ReceiptLine({ published, requestId }: Receipt) {
  return (
    <div
      role="status"
      className="mb-6 flex gap-2.5 rounded-lg border border-line bg-ok-soft px-4 py-3"
    >
      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok-text" />
      <div className="min-w-0">
        <p className="font-medium text-ok-text">Version {published.version} is in force</p>
        <p className="text-sm text-muted">
          Ledger entry {published.receipt.seq} · request id{" "}
          <code className="font-mono text-xs">{requestId}</code> · hash{" "}
          <code className="font-mono text-xs break-all">{published.hash}</code>
        </p>
      </div>
    </div>
  );
}
