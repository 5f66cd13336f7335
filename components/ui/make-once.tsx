"use client";
import { Plus, RefreshCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import type { ActionResult } from "./result";
import { type FormParts, type Sent, SentForm, useSentForm } from "./sent-form";

type Words = { readonly title: string; readonly purpose: string };

type MakeOnceProps<Input, Made> = Pick<Sent<Input, Made>, "schema" | "fields" | "read"> & {
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
  readonly make: (input: Input) => Promise<ActionResult<Made>>;
  readonly form: (form: FormParts) => ReactNode;
  /** The secret, shown this once. */
  readonly shown: (made: Made, requestId: string, onTaken: () => void) => ReactNode;
  readonly onEnd?: () => void;
};

/** Makes something with a secret that is shown once: a form, then the secret, in one dialog. */
export function MakeOnce<Input, Made>(props: MakeOnceProps<Input, Made>) {
  const { act, schema, fields, read, make } = props;
  const [open, setOpen] = useState(props.startsOpen ?? false);
  const [made, setMade] = useState<{ value: Made; requestId: string } | null>(null);
  const end = () => {
    setOpen(false);
    setMade(null);
    form.parts.reset();
    props.onEnd?.();
  };
  const askToLeave = () => {
    if (made === null || window.confirm(props.leaveQuestion)) end();
  };
  const form = useSentForm<Input, Made>({
    ...{ schema, fields, read, send: make },
    done: ({ value, requestId }) => setMade({ value, requestId }),
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
          <SentForm
            form={form}
            submit={props.submit ?? act}
            cancel={<Button onClick={end}>Cancel</Button>}
          >
            {props.form(form.parts)}
          </SentForm>
        ) : (
          props.shown(made.value, made.requestId, end)
        )}
      </Dialog>
    </>
  );
}
