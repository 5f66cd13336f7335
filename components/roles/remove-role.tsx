"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";

type RemoveRoleProps = {
  readonly name: string;
  readonly remove: () => Promise<ActionResult<Receipted>>;
};

/** Takes a role away that nobody has. */
export function RemoveRole({ name, remove }: RemoveRoleProps) {
  return (
    <ConfirmDialog
      opener={{ children: "Remove" }}
      title={`Remove ${name}`}
      purpose="It cannot be given any more. Members who have it must be given another role first."
      keep="Keep it"
      act="Remove role"
      run={remove}
      done={(result) => showDone(`${name} is removed`, result)}
    />
  );
}
