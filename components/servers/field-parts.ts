import type { FocusEvent } from "react";

type Control = HTMLInputElement | HTMLTextAreaElement;

/** What a part of the registration form needs of the whole: its fields' judgement and their faults. */
export type FieldParts = {
  /** Has a control judged when it is left, by the JSON pointer of what it holds. */
  readonly judged: (path: string) => {
    readonly onChange: () => void;
    readonly onBlur: (event: FocusEvent<Control>) => void;
  };
  readonly fault: (path: string) => string | undefined;
  /** The first fault within a field that holds several values. */
  readonly faultWithin: (path: string) => string | undefined;
};
