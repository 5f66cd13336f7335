"use client";
import { type ReactNode, useState, useTransition } from "react";
import { Button } from "./button";
import { Dialog, DialogActs } from "./dialog";
import type { Opener } from "./form-dialog";
import { FormProblem } from "./form-problem";
import type { ProblemView } from "./problem";
import type { Accepted, ActionResult } from "./result";

type ConfirmDialogProps<Done> = {
  readonly opener: Opener;
  readonly title: string;
  /** What the act means, and whether it can be undone. */
  readonly purpose: ReactNode;
  /** On the way out: what leaving it means. */
  readonly keep?: string;
  /** On the button that does it: its consequence. */
  readonly act: string;
  /** Nothing is lost by it. */
  readonly harmless?: boolean;
  readonly run: () => Promise<ActionResult<Done>>;
  readonly done: (result: Accepted<Done>) => void;
  /** What is to be chosen with it. */
  readonly children?: ReactNode;
};

/** An act that says what it does before it does it. What is refused is said in the same place. */
export function ConfirmDialog<Done>(props: ConfirmDialogProps<Done>) {
  const { opener, title, purpose, keep = "Cancel", act, harmless, run, done, children } = props;
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    setProblem(null);
  };
  const confirm = () =>
    start(async () => {
      const result = await run();
      if (!result.ok) return setProblem(result.problem);
      close();
      done(result);
    });
  return (
    <>
      <Button {...opener} onClick={() => setOpen(true)} />
      <Dialog open={open} onClose={close} title={title} purpose={purpose}>
        {problem ? <FormProblem problem={problem} /> : null}
        {children}
        <DialogActs>
          <Button onClick={close}>{keep}</Button>
          <Button variant={harmless ? "primary" : "danger"} pending={pending} onClick={confirm}>
            {act}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}
