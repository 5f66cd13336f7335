"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, buttonClass } from "./button";
import { cx } from "./cx";

function useCopied(text: string) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => setCopied(true));
  };
  return { copied, copy };
}

type CopyProps = {
  readonly text: string;
  /** What is copied, for those who do not see the icon: "Copy request id". */
  readonly label: string;
  readonly className?: string;
};

/** Copies a short text; the icon turns into a tick and screen readers are told. */
export function CopyButton({ text, label, className }: CopyProps) {
  const { copied, copy } = useCopied(text);
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={copied ? "Copied" : label}
      title={label}
      className={cx(buttonClass({ variant: "quiet", size: "icon" }), "-my-1 size-6", className)}
    >
      {copied ? (
        <Check aria-hidden className="size-3.5! text-ok-text" />
      ) : (
        <Copy aria-hidden className="size-3.5!" />
      )}
    </button>
  );
}

/** The same with its words on it, where copying is the main act. */
export function CopyTextButton({ text, label }: CopyProps) {
  const { copied, copy } = useCopied(text);
  return (
    <Button
      onClick={copy}
      icon={copied ? <Check aria-hidden className="text-ok-text" /> : <Copy aria-hidden />}
    >
      {copied ? "Copied" : label}
    </Button>
  );
}

/** An id that can be copied. It stands behind a name, never alone. */
export function Id({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="truncate font-mono text-xs text-muted" title={value}>
        {value}
      </code>
      <CopyButton text={value} label={label} />
    </span>
  );
}
