"use client";
import { type FocusEvent, type FormEvent, type ReactNode, useTransition } from "react";
import type { z } from "zod";
import { Button } from "./button";
import { DialogActs } from "./dialog";
import { focusFirstFault } from "./focus";
import { FormProblem } from "./form-problem";
import type { ProblemView } from "./problem";
import type { Accepted, ActionResult } from "./result";
import { useFormCheck } from "./use-form-check";

/** What a form's fields need of the form they stand in. A field is named by its JSON pointer. */
export type FormParts = {
  readonly fault: (path: string) => string | undefined;
  /** The first fault within a field that holds several values. */
  readonly faultWithin: (path: string) => string | undefined;
  readonly changed: (path: string) => void;
  /** What a typed field does: judged when it is left, and its fault taken away when it is changed. */
  readonly judged: (path: string) => {
    readonly onChange: () => void;
    readonly onBlur: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  };
  /** Takes every fault away, as where the form begins to ask for something else. */
  readonly reset: () => void;
};

export type Sent<Input, Done> = {
  readonly schema: z.ZodType | (() => Promise<z.ZodType>);
  /** The fields, as JSON pointers, at which the server's own faults are shown. */
  readonly fields: readonly string[];
  /** What the form holds; null where that is nothing that would have to be sent. */
  readonly read: (form: HTMLFormElement) => Input | null;
  readonly send: (input: Input) => Promise<ActionResult<Done>>;
  readonly done: (result: Accepted<Done>, input: Input) => void;
  /** Whether it may be sent yet; left out, it may. */
  readonly ready?: boolean;
  /** What is done in place of sending nothing. */
  readonly unchanged?: () => void;
  /** Says at which field a problem belongs that names none. */
  readonly placed?: (problem: ProblemView) => ProblemView;
};

/**
 * Sends a form: judged by the schema the server judges with, sent once however often it is asked
 * to, and what the server refuses shown at its fields, the first of them focused.
 */
export function useSentForm<Input, Done>(sent: Sent<Input, Done>) {
  const { schema, fields, read, send, done, ready = true, unchanged, placed } = sent;
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (pending || !ready) return;
    const input = read(form);
    if (input === null) return unchanged?.();
    start(async () => {
      if (!(await check.holds(input))) return focusFirstFault(form);
      const result = await send(input);
      if (result.ok) return done(result, input);
      check.refused(placed ? placed(result.problem) : result.problem, fields);
      focusFirstFault(form);
    });
  };
  const judged: FormParts["judged"] = (path) => ({
    onChange: () => check.changed(path),
    onBlur: ({ currentTarget: { form } }) => {
      const input = form && read(form);
      if (input) void check.left(path, input);
    },
  });
  const { fault, faultWithin, changed, reset } = check;
  const parts: FormParts = { fault, faultWithin, changed, judged, reset };
  return { parts, problem: check.problem, pending, ready, submit };
}

type SentFormProps = {
  readonly form: Pick<ReturnType<typeof useSentForm>, "problem" | "pending" | "ready" | "submit">;
  /** On the button that sends it. */
  readonly submit: string;
  /** The way out without sending, where there is one. */
  readonly cancel?: ReactNode;
  readonly children: ReactNode;
};

/** A form as it stands in a dialog: a problem of the whole, the fields, the acts. */
export function SentForm({ form, submit, cancel, children }: SentFormProps) {
  return (
    <form onSubmit={form.submit} noValidate className="flex flex-col gap-4">
      {form.problem ? <FormProblem problem={form.problem} /> : null}
      {children}
      <DialogActs>
        {cancel}
        <Button type="submit" variant="primary" pending={form.pending} aria-disabled={!form.ready}>
          {submit}
        </Button>
      </DialogActs>
    </form>
  );
}
