"use client";
import { useState, useTransition } from "react";
import { MadeChoice, madeWords } from "@/components/access/made-choice";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import { fieldFault, type ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import type { MadeFate } from "@/lib/access";
import type { MemberView } from "@/lib/people";
import { roleChange } from "./role-change";
import { type ChosenRole, RoleChoice, type RoleOption } from "./role-choice";

/** What a change of what a member may do answers with; of a member who is restored nothing was made anew. */
export type ChangedAccess = {
  readonly receipt: ReceiptView;
  readonly made: {
    readonly keysLessened: number;
    readonly keysRevoked: number;
    readonly grantsRevoked: number;
  };
};

type ChangeRoleProps = {
  readonly member: MemberView;
  readonly options: readonly RoleOption[];
  readonly everyLevel: boolean;
  /** Gives the role: to a member in place of theirs, to a former one to take them back. */
  readonly give: (
    id: string,
    input: ChosenRole & { readonly keys?: MadeFate | undefined },
  ) => Promise<ActionResult<Pick<ChangedAccess, "receipt"> & Partial<ChangedAccess>>>;
};

/** Gives a member another role, or takes a former member back with one. */
export function ChangeRole({ member, options, everyLevel, give }: ChangeRoleProps) {
  const restoring = member.status === "removed";
  const theirs = options.find(({ id }) => id === (member.customRole?.id ?? member.role));
  const first: ChosenRole =
    theirs === undefined || (restoring && !theirs.givable)
      ? { role: "viewer", approverLevel: null }
      : { role: theirs.id, approverLevel: member.approverLevel };
  const [open, setOpen] = useState(false);
  const [chosen, choose] = useState<ChosenRole>(first);
  const [keys, setKeys] = useState<MadeFate>();
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    setProblem(null);
    choose(first);
    setKeys(undefined);
  };
  const run = () =>
    start(async () => {
      const fate = loses.length > 0 && keys !== undefined ? { keys } : {};
      const result = await give(member.id, { ...chosen, ...fate });
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      showDone(
        restoring ? `${member.name} is a member again` : `${member.name} is now ${words}`,
        result,
        result.value.made ? madeWords(result.value.made) : "",
      );
    });
  const wanted = options.find(({ id }) => id === chosen.role);
  // A role of the organisation's own keeps the name it was given.
  const words = (wanted?.builtIn ? wanted.name.toLowerCase() : wanted?.name) ?? "";
  const { gains, loses } = restoring
    ? { gains: [], loses: [] }
    : roleChange(member.permissions, wanted?.permissions ?? []);
  const same = chosen.role === first.role && chosen.approverLevel === first.approverLevel;
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
        <RoleChoice
          label="Role"
          value={chosen}
          onChange={choose}
          options={options}
          everyLevel={everyLevel}
        />
        <div aria-live="polite" className="mt-3 space-y-1 text-sm">
          <Sentences label="May then also" sentences={gains} />
          <Sentences label="May no longer" sentences={loses} />
        </div>
        {loses.length > 0 ? (
          <div className="mt-4">
            <MadeChoice value={keys} onChange={setKeys} error={fieldFault(problem, "/keys")} />
          </div>
        ) : null}
        <DialogActs>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            pending={pending}
            aria-disabled={!restoring && same}
            onClick={run}
          >
            {restoring ? `Restore as ${words}` : `Make ${words}`}
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
