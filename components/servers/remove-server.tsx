"use client";
import { useRouter } from "next/navigation";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";

type RemoveServerProps = {
  readonly name: string;
  readonly grants: number;
  readonly leadsTo: string;
  readonly remove: () => Promise<ActionResult<Receipted>>;
};

/** Removes a server and everything that leads to it. Its history stays. */
export function RemoveServer({ name, grants, leadsTo, remove }: RemoveServerProps) {
  const router = useRouter();
  return (
    <ConfirmDialog
      opener={{ size: "sm", children: "Remove server" }}
      title={`Remove ${name}`}
      purpose="Its grants are revoked and its credential is destroyed at once. Decisions and ledger entries stay."
      keep="Keep it"
      act={grants === 0 ? "Remove server" : `Remove server: ${plural(grants, "grant")} end now`}
      run={remove}
      done={({ value: { receipt } }) => {
        showToast("ok", `${name} is removed`, `Ledger entry ${receipt.seq}.`);
        router.push(leadsTo);
      }}
    />
  );
}
