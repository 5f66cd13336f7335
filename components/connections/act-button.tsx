"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";

type ActButtonProps = {
  readonly label: string;
  readonly title: string;
  /** What it does, and to whom. */
  readonly consequence: string;
  readonly danger?: boolean;
  readonly done: string;
  readonly act: () => Promise<ActionResult<Receipted>>;
};

/** An act that says what it does before it does it, and shows the ledger's receipt. */
export function ActButton({ label, title, consequence, danger, done, act }: ActButtonProps) {
  return (
    <ConfirmDialog
      opener={{ children: label }}
      title={title}
      purpose={consequence}
      act={label}
      harmless={!danger}
      run={act}
      done={({ value: { receipt } }) => showToast("ok", done, `Ledger entry ${receipt.seq}.`)}
    />
  );
}
