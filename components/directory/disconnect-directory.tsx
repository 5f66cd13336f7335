"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";

type Props = {
  readonly directory: { readonly id: string; readonly name: string; readonly people: number };
  readonly disconnect: (id: string) => Promise<ActionResult<Receipted>>;
};

/** Takes a directory away, saying what stays. */
export function DisconnectDirectory({ directory: { id, name, people }, disconnect }: Props) {
  return (
    <ConfirmDialog
      opener={{ children: "Disconnect" }}
      title={`Disconnect ${name}`}
      purpose="Its token ends at once, and its groups are forgotten. Its people stay members with the roles they have, until somebody changes that by hand: nobody who leaves is put out any more."
      act={`Disconnect: ${plural(people, "person", "people")} no longer kept up to date`}
      run={() => disconnect(id)}
      done={({ value: { receipt } }) =>
        showToast("ok", `${name} is disconnected`, `Ledger entry ${receipt.seq}`)
      }
    />
  );
}
