"use client";
import { Plus, RefreshCw } from "lucide-react";
import { type FocusEvent, type FormEvent, type ReactNode, useState, useTransition } from "react";
import type { z } from "zod";
import { Button } from "./button";
import { Dialog, DialogActs } from "./dialog";
import { focusFirstFault } from "./focus";
import { FormProblem } from "./form-problem";
import type { ActionResult } from "./result";
import { useFormCheck } from "./use-form-check";

/** What a form's fields need of the form they stand in. */
export type MakeForm = {
  readonly fault: (path: string) => string | undefined;
  readonly faultWithin: (path: string) => string | undefined;
  readonly changed: (path: string) => void;
  /** What a typed field does: judged when it is left, and its fault taken away when it is changed. */
  readonly judged: (path: string) => {
    readonly onChange: () => void;
    readonly onBlur: (event: FocusEvent<HTMLInputElement>) => void;
  };
};
type Words = { readonly title: string; readonly purpose: string };

type MakeOnceProps<Input, Made> = {
  /** The act in a few words, on the button that opens the form. */
  readonly act: string;
  /** On the button that sends the form, where that says more. */
  readonly submit?: string;
  /** It makes something anew that was there: not the first thing to do on its page. */
  readonly anew?: boolean;
  readonly startsOpen?: boolean;
  readonly wide?: boolean;
  readonly asks: Words;
  readonly shows: (made: Made) => Words;
  /** Asked where the secret is left without being taken. */
  readonly leaveQuestion: string;
  readonly schema: z.ZodType | (() => Promise<z.ZodType>);
  /** The fields, as JSON pointers, at which the server's own faults are shown. */
  readonly fields: readonly string[];
  readonly read: (form: HTMLFormElement) => Input;
  readonly make: (input: Input) => Promise<ActionResult<Made>>;
  readonly form: (form: MakeForm) => ReactNode;
  /** The secret, shown this once. */
  readonly shown: (made: Made, requestId: string, onTaken: () => void) => ReactNode;
  readonly onEnd?: () => void;
};

/** Makes something with a secret that is shown once: a form, then the secret, in one dialog. */
export function MakeOnce<Input, Made>(props: MakeOnceProps<Input, Made>) {
  const { act, schema, fields, read, make } = props;
  const [open, setOpen] = useState(props.startsOpen ?? false);
  const [made, setMade] = useState<{ value: Made; requestId: string } | null>(null);
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const end = () => {
    setOpen(false);
    setMade(null);
    check.reset();
    props.onEnd?.();
  };
  const askToLeave = () => {
    if (made === null || window.confirm(props.leaveQuestion)) end();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const input = read(form);
    start(async () => {
      if (!(await check.holds(input))) return focusFirstFault(form);
      const result = await make(input);
      if (result.ok) return setMade({ value: result.value, requestId: result.requestId });
      check.refused(result.problem, fields);
      focusFirstFault(form);
    });
  };
  const { fault, faultWithin, changed } = check;
  const judged = (path: string) => ({
    onChange: () => changed(path),
    onBlur: ({ currentTarget: { form } }: FocusEvent<HTMLInputElement>) => {
      if (form) void check.left(path, read(form));
    },
  });
  const words = made === null ? props.asks : props.shows(made.value);
  return (
    <>
      <Button
        {...(props.anew === true ? {} : { variant: "primary" })}
        icon={props.anew === true ? <RefreshCw aria-hidden /> : <Plus aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {act}
      </Button>
      <Dialog open={open} wide={props.wide || made !== null} onClose={askToLeave} {...words}>
        {made === null ? (
          <form onSubmit={submit} noValidate className="flex flex-col gap-4">
            {check.problem ? <FormProblem problem={check.problem} /> : null}
            {props.form({ fault, faultWithin, changed, judged })}
            <DialogActs>
              <Button onClick={end}>Cancel</Button>
              <Button type="submit" variant="primary" pending={pending}>
                {props.submit ?? act}
              </Button>
            </DialogActs>
          </form>
        ) : (
          props.shown(made.value, made.requestId, end)
        )}
      </Dialog>
    </>
  );
}
