import { CircleCheck } from "lucide-react";
import Link from "next/link";
import type { Published } from "./publish-dialog";

export type Receipt = { readonly published: Published; readonly requestId: string };

type ReceiptLineProps = Receipt & {
  /** Where a grant is made, while there is none: without one nobody calls. */
  readonly grantsHref: string | undefined;
};

/** The confirmation of a publication: what is in force, and where that is recorded. */
export function ReceiptLine({ published, requestId, grantsHref }: ReceiptLineProps) {
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
        {grantsHref === undefined ? null : (
          <p className="mt-1">
            No agent may call this server yet.{" "}
            <Link href={grantsHref} className="text-accent-text underline underline-offset-2">
              Create a grant
            </Link>
          </p>
        )}
      </div>
    </div>
  );
}
