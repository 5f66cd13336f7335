"use client";
import { useState, useTransition } from "react";
import { roleName } from "@/components/shell/roles";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import type { Role } from "@/lib/access/permissions";
import type { MemberView } from "@/lib/people";
import { roleChange } from "./role-change";
import { RoleChoice } from "./role-choice";

type ChangeRoleProps = {
  readonly member: Pick<MemberView, "id" | "name" | "role" | "status">;
  readonly givable: readonly Role[];
  /** Gives the role: to a member in place of theirs, to a former one to take them back. */
  readonly give: (
    id: string,
    input: { readonly role: Role },
  ) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Gives a member another role, or takes a former member back with one. */
export function ChangeRole({ member, givable, give }: ChangeRoleProps) {
  const restoring = member.status === "removed";
  const first = restoring && !givable.includes(member.role) ? "viewer" : member.role;
  const [open, setOpen] = useState(false);
  const [role, setRole] = useState<Role>(first);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    setProblem(null);
    setRole(first);
  };
  const run = () =>
    start(async () => {
      const result = await give(member.id, { role });
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      showToast(
        "ok",
        restoring
          ? `${member.name} is a member again`
          : `${member.name} is now ${roleName(role).toLowerCase()}`,
        `Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`,
      );
    });
  const { gains, loses } = restoring ? { gains: [], loses: [] } : roleChange(member.role, role);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{restoring ? "Restore" : "Change role"}</Button>
      <Dialog
        open={open}
        onClose={close}
        title={restoring ? `Restore ${member.name}` : `Role of ${member.name}`}
        purpose={
          restoring
            ? "They sign in as before. Sessions and API keys that ended stay ended."
            : "Holds from their next request on, in every browser they are signed in with."
        }
      >
        {problem ? <FormProblem problem={problem} /> : null}
        <RoleChoice label="Role" value={role} onChange={setRole} givable={givable} />
        <div aria-live="polite" className="mt-3 space-y-1 text-sm">
          <Sentences label="May then also" sentences={gains} />
          <Sentences label="May no longer" sentences={loses} />
        </div>
        <DialogActs>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            pending={pending}
            aria-disabled={!restoring && role === member.role}
            onClick={run}
          >
            {restoring
              ? `Restore as ${roleName(role).toLowerCase()}`
              : `Make ${roleName(role).toLowerCase()}`}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}

function Sentences({
  label,
  sentences,
}: {
  readonly label: string;
  readonly sentences: readonly string[];
}) {
  if (sentences.length === 0) return null;
  return (
    <p className="text-muted">
      <span className="font-medium text-text">{label}:</span>{" "}
      {sentences.map((one) => `${one[0]?.toLowerCase()}${one.slice(1, -1)}`).join("; ")}.
    </p>
  );
}
