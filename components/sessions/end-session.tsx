"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";

type EndSessionProps = {
  /** What stands on the button that opens the question. */
  readonly label: string;
  readonly title: string;
  readonly consequence: string;
  readonly act: string;
  /** How large the button is, where it does not stand in a row of a table. */
  readonly size?: "md";
  readonly end: () => Promise<ActionResult<{ readonly receipt: { readonly seq: number } | null }>>;
};

/** Ends one session or several, after saying what that means. */
export function EndSession({ label, title, consequence, act, size, end }: EndSessionProps) {
  return (
    <ConfirmDialog
      opener={{ size: size ?? "sm", children: label, "aria-label": title }}
      title={title}
      purpose={consequence}
      keep="Keep it"
      act={act}
      run={end}
      done={({ value: { receipt } }) =>
        receipt === null
          ? showToast("ok", "There was nothing to end", "No other session stands.")
          : showToast("ok", "Ended", `Ledger entry ${receipt.seq}.`)
      }
    />
  );
}
