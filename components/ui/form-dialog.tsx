"use client";
import { type ComponentProps, type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { type FormParts, type Sent, SentForm, useSentForm } from "./sent-form";

/** How the button looks that opens a dialog, and what stands on it. */
export type Opener = Pick<
  ComponentProps<typeof Button>,
  "children" | "variant" | "size" | "icon" | "aria-label"
>;

type FormDialogProps<Input, Done> = Omit<Sent<Input, Done>, "unchanged"> & {
  readonly opener: Opener;
  readonly title: string;
  readonly purpose: ReactNode;
  /** On the button that sends the form. */
  readonly submit: string;
  readonly startsOpen?: boolean;
  /** When the dialog closes, done or not: the owner forgets what of the form it keeps itself. */
  readonly onEnd?: () => void;
  /** The fields. */
  readonly children: (form: FormParts) => ReactNode;
};

/** A form in a dialog that its own button opens. It closes once what was asked is done. */
export function FormDialog<Input, Done>(props: FormDialogProps<Input, Done>) {
  const { opener, title, purpose, submit, startsOpen = false, onEnd, children, ...sent } = props;
  const [open, setOpen] = useState(startsOpen);
  const end = () => {
    setOpen(false);
    form.parts.reset();
    onEnd?.();
  };
  const form = useSentForm<Input, Done>({
    ...sent,
    unchanged: end,
    done: (result, input) => {
      end();
      sent.done(result, input);
    },
  });
  return (
    <>
      <Button {...opener} onClick={() => setOpen(true)} />
      <Dialog open={open} onClose={end} title={title} purpose={purpose}>
        <SentForm form={form} submit={submit} cancel={<Button onClick={end}>Cancel</Button>}>
          {children(form.parts)}
        </SentForm>
      </Dialog>
    </>
  );
}
