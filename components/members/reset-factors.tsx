"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { plural } from "@/components/ui/time";
import { RESET_REASONS, type ResetReason } from "@/lib/factors/reset-reasons";

type Reset = {
  readonly receipt: ReceiptView;
  readonly factorsRemoved: number;
  readonly sessionsEnded: number;
};

type ResetFactorsProps = {
  readonly member: { readonly id: string; readonly name: string };
  readonly reset: (
    id: string,
    input: { readonly reason: ResetReason },
  ) => Promise<ActionResult<Reset>>;
};

const REASONS = Object.entries(RESET_REASONS) as [ResetReason, string][];

/** Takes a member's second factors away, for one who has lost them, saying why. */
export function ResetFactors({ member, reset }: ResetFactorsProps) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState<ResetReason>();
  const [unsaid, setUnsaid] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    setReason(undefined);
    setUnsaid(false);
    setProblem(null);
  };
  const run = () => {
    if (reason === undefined) return setUnsaid(true);
    start(async () => {
      const result = await reset(member.id, { reason });
      if (!result.ok) return setProblem(result.problem);
      close();
      const { factorsRemoved, sessionsEnded } = result.value;
      showDone(
        `The factors of ${member.name} are reset`,
        result,
        `${plural(factorsRemoved, "factor")} removed, ${plural(sessionsEnded, "session")} ended.`,
      );
    });
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>Reset factors</Button>
      <Dialog
        open={open}
        onClose={close}
        title={`Reset the factors of ${member.name}`}
        purpose="Passkeys, authenticator apps, recovery codes, known browsers and sessions end. Where a second factor is asked for they make one at their next sign-in, so make sure that it is they who ask. They are told, and so is everybody who looks after members."
      >
        <div className="flex flex-col gap-4">
          {problem ? <FormProblem problem={problem} /> : null}
          <Field label="Why" help="It stands in the ledger." error={unsaid ? "Say why" : undefined}>
            <Select
              value={reason ?? ""}
              onChange={({ currentTarget }) => {
                setReason((currentTarget.value || undefined) as ResetReason | undefined);
                setUnsaid(false);
              }}
            >
              <option value="">Choose</option>
              {REASONS.map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
          <DialogActs>
            <Button onClick={close}>Cancel</Button>
            <Button variant="danger" pending={pending} onClick={run}>
              Reset factors, end sessions
            </Button>
          </DialogActs>
        </div>
      </Dialog>
    </>
  );
}
