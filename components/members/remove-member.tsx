"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import type { MemberView } from "@/lib/people";

type Removed = {
  readonly receipt: ReceiptView;
  readonly sessionsEnded: number;
  readonly keysRevoked: number;
  readonly grantsRevoked: number;
};
type Keys = "revoke" | "keep";

type RemoveMemberProps = {
  readonly member: Pick<MemberView, "id" | "name" | "sessions" | "apiKeys">;
  readonly remove: (id: string, input: { readonly keys: Keys }) => Promise<ActionResult<Removed>>;
};

const CHOICES: readonly { readonly keys: Keys; readonly label: string; readonly why: string }[] = [
  {
    keys: "revoke",
    label: "Revoke them",
    why: "They may know every one of these, and those that such a key made. What uses them stops.",
  },
  {
    keys: "keep",
    label: "Keep them for now",
    why: "What uses them goes on, with the grants that they made. Each is marked until somebody else rotates it.",
  },
];

/** Removes a member, saying what ends with them. */
export function RemoveMember({ member, remove }: RemoveMemberProps) {
  const [open, setOpen] = useState(false);
  const [keys, setKeys] = useState<Keys>("revoke");
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await remove(member.id, { keys });
      if (!result.ok) return setProblem(result.problem);
      const { receipt, sessionsEnded, keysRevoked, grantsRevoked } = result.value;
      setOpen(false);
      showToast(
        "ok",
        `${member.name} is removed`,
        `${plural(sessionsEnded, "session")} ended, ${plural(keysRevoked, "key")} and ${plural(grantsRevoked, "grant")} revoked. Ledger entry ${receipt.seq} · request id ${result.requestId}`,
      );
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>Remove</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Remove ${member.name}`}
        purpose="They are signed out at once and cannot sign in. Grants they made are revoked: what uses them stops. They can be restored."
      >
        {problem ? <FormProblem problem={problem} /> : null}
        {member.apiKeys > 0 ? (
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">
              {plural(member.apiKeys, "API key")} that they made
            </legend>
            <div className="divide-y divide-line rounded-md border border-line">
              {CHOICES.map((choice) => (
                <label
                  key={choice.keys}
                  className="flex cursor-pointer items-start gap-2.5 px-3 py-2 pointer-coarse:py-3"
                >
                  <input
                    type="radio"
                    name="keys"
                    className="mt-1 accent-accent"
                    checked={keys === choice.keys}
                    onChange={() => setKeys(choice.keys)}
                  />
                  <span>
                    <span className="font-medium">{choice.label}</span>
                    <span className="block text-sm text-muted">{choice.why}</span>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        ) : null}
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button variant="danger" pending={pending} onClick={run}>
            {consequence(member, keys)}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}

/** What removing ends, as its button says it. */
function consequence({ sessions, apiKeys }: RemoveMemberProps["member"], keys: Keys): string {
  const ends = [
    ...(sessions > 0 ? [`ends ${plural(sessions, "session")}`] : []),
    ...(apiKeys > 0 && keys === "revoke" ? [`revokes ${plural(apiKeys, "key")}`] : []),
  ];
  return ends.length > 0 ? `Remove: ${ends.join(", ")}` : "Remove: not signed in now";
}
