"use client";
import { RefreshCw } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import { endOf, LIFETIMES } from "@/components/ui/lifetime";
import { fieldFault, type ProblemView } from "@/components/ui/problem";
import type { ActionResult } from "@/components/ui/result";
import { utc } from "@/components/ui/time";
import type { ApiKeyView } from "@/lib/credentials";
import { KeyShownOnce, LEAVE_QUESTION, type NewKeyView } from "./key-shown-once";
import { oldEnds, rotateWords } from "./key-state";
import { OverlapChoice } from "./overlap-choice";

export type Rotation = { readonly overlapSeconds: number; readonly expiresAt?: string | null };
export type RotatedKeyView = NewKeyView & { readonly rotatedFrom: { readonly endsAt: string } };

type RotateKeyProps = {
  readonly origin: string;
  readonly apiKey: Pick<ApiKeyView, "id" | "name" | "expiresAt">;
  /** Whether the key can be rotated now. The dialog stays while it shows what was made. */
  readonly offered: boolean;
  readonly rotate: (id: string, input: Rotation) => Promise<ActionResult<RotatedKeyView>>;
};

const SAME = "same";
const DAY_SECONDS = 86_400;

/** Gives a key a successor, with a chosen time in which both work, and shows it once. */
export function RotateKey({ origin, apiKey, offered, rotate }: RotateKeyProps) {
  const [open, setOpen] = useState(false);
  const [seconds, setSeconds] = useState(DAY_SECONDS);
  const [made, setMade] = useState<{ key: RotatedKeyView; requestId: string } | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const end = () => {
    setOpen(false);
    setMade(null);
    setProblem(null);
    setSeconds(DAY_SECONDS);
  };
  const askToLeave = () => {
    if (made === null || window.confirm(LEAVE_QUESTION)) end();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const lifetime = String(new FormData(event.currentTarget).get("lifetime"));
    const expiresAt = lifetime === SAME ? undefined : endOf(lifetime, Date.now());
    start(async () => {
      const result = await rotate(apiKey.id, { overlapSeconds: seconds, expiresAt });
      if (result.ok) setMade({ key: result.value, requestId: result.requestId });
      setProblem(result.ok ? null : result.problem);
    });
  };
  const overlapFault = fieldFault(problem, "/overlapSeconds");
  const endFault = fieldFault(problem, "/expiresAt");
  return (
    <>
      {offered ? (
        <Button icon={<RefreshCw aria-hidden />} onClick={() => setOpen(true)}>
          Rotate
        </Button>
      ) : null}
      <Dialog
        open={open}
        wide={made !== null}
        onClose={askToLeave}
        title={made ? `New key for ${apiKey.name}` : `Rotate ${apiKey.name}`}
        purpose={
          made
            ? "Store the key now, and put it in the old one's place."
            : "Makes a new key with the same name and capabilities. The old one works beside it for as long as you choose, so that nothing stops."
        }
      >
        {made ? (
          <KeyShownOnce origin={origin} made={made.key} requestId={made.requestId} onTaken={end}>
            {Date.parse(made.key.rotatedFrom.endsAt) > Date.now()
              ? `The old key works until ${utc(made.key.rotatedFrom.endsAt)}.`
              : "The old key has ended."}{" "}
            Give the new one to the script in one of these forms:
          </KeyShownOnce>
        ) : (
          <form onSubmit={submit} noValidate className="flex flex-col gap-4">
            {problem && !overlapFault && !endFault ? <FormProblem problem={problem} /> : null}
            <OverlapChoice value={seconds} onChange={setSeconds} error={overlapFault} />
            <p className="text-sm text-muted" suppressHydrationWarning>
              {oldEnds(seconds, apiKey.expiresAt, Date.now()) ?? "Give a number, such as 12."}
            </p>
            <Field label="The new key ends" error={endFault}>
              <Select name="lifetime" defaultValue={SAME}>
                <option value={SAME}>
                  {apiKey.expiresAt === null
                    ? "Like the old one, not by itself"
                    : `With the old one, ${apiKey.expiresAt.slice(0, 10)}`}
                </option>
                {LIFETIMES.map(({ value, label, days }) => (
                  <option key={value} value={value}>
                    {days === null ? label : `After ${label}`}
                  </option>
                ))}
              </Select>
            </Field>
            <DialogActs>
              <Button onClick={end}>Cancel</Button>
              <Button type="submit" variant="primary" pending={pending}>
                {rotateWords(seconds)}
              </Button>
            </DialogActs>
          </form>
        )}
      </Dialog>
    </>
  );
}
