"use client";
import { CircleAlert } from "lucide-react";
import { type ComponentProps, createContext, type ReactNode, useContext, useId } from "react";
import { cx } from "./cx";

type FieldIds = { readonly id: string; readonly describedBy?: string; readonly invalid: boolean };
const FieldContext = createContext<FieldIds | null>(null);

type FieldProps = {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  readonly optional?: boolean;
  readonly children: ReactNode;
  readonly className?: string;
};

/** One control with its label above, its help below and its fault in words. */
export function Field({ label, help, error, optional, children, className }: FieldProps) {
  const id = useId();
  const describedBy = cx(help != null && `${id}-help`, error && `${id}-error`) || undefined;
  return (
    <div className={cx("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional ? <span className="font-normal text-faint"> (optional)</span> : null}
      </label>
      <FieldContext value={{ id, describedBy, invalid: Boolean(error) }}>{children}</FieldContext>
      {error ? (
        <p id={`${id}-error`} className="flex gap-1.5 text-sm text-danger-text">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{error}</span>
        </p>
      ) : null}
      {help != null ? (
        <p id={`${id}-help`} className="text-sm text-faint">
          {help}
        </p>
      ) : null}
    </div>
  );
}

type FieldSetProps = {
  readonly label: ReactNode;
  readonly error?: string | undefined;
  readonly children: ReactNode;
};

/** Several controls under one label. Their fault in words is announced, and takes the focus. */
export function FieldSet({ label, error, children }: FieldSetProps) {
  const id = useId();
  return (
    <fieldset
      aria-describedby={error ? `${id}-error` : undefined}
      data-faulty={error ? true : undefined}
      tabIndex={-1}
      className="min-w-0 outline-none"
    >
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {error ? (
        <p id={`${id}-error`} role="alert" className="mb-2 flex gap-1.5 text-sm text-danger-text">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{error}</span>
        </p>
      ) : null}
      {children}
    </fieldset>
  );
}

function useFieldProps() {
  const field = useContext(FieldContext);
  return field === null
    ? {}
    : {
        id: field.id,
        "aria-describedby": field.describedBy,
        "aria-invalid": field.invalid || undefined,
      };
}

/** The look of every text control, so that a select and an input stand level. */
const controlClass = cx(
  "rounded-md border border-control bg-raised px-2.5 text-base text-text",
  "placeholder:text-faint hover:border-muted aria-invalid:border-danger-text",
  "disabled:opacity-60 pointer-coarse:text-lg",
);

/** A single line of text. Inside a `Field` it takes that field's label, help and fault. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      {...useFieldProps()}
      {...rest}
      className={cx(controlClass, "h-8 w-full pointer-coarse:h-10", className)}
    />
  );
}

/** Several lines of text. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...useFieldProps()}
      {...rest}
      className={cx(controlClass, "min-h-20 w-full py-1.5", className)}
    />
  );
}

type SelectProps = ComponentProps<"select"> & {
  /** As wide as its words, where it stands in a row. */
  readonly fit?: boolean;
};

/** One of a few. The browser's own list, which phones and screen readers know best. */
export function Select({ className, fit, ...rest }: SelectProps) {
  return (
    <select
      {...useFieldProps()}
      {...rest}
      className={cx(
        controlClass,
        "h-8 appearance-none bg-[image:var(--chevron)] bg-[position:right_0.5rem_center] bg-no-repeat pr-7 pointer-coarse:h-10",
        !fit && "w-full",
        className,
      )}
    />
  );
}
