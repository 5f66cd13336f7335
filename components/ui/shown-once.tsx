"use client";
import { Download, KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { CodeBlock } from "./code-block";
import { CopyTextButton } from "./copy-button";
import { useLeaveGuard } from "./leave-guard";
import type { ReceiptView } from "./result";
import { Tabs } from "./tabs";

export type Example = { readonly id: string; readonly label: string; readonly code: string };

type ShownOnceProps = {
  /** What the secret is called: "token", "key". */
  readonly noun: string;
  readonly secret: string;
  /** What the secret may do and how it is used, above the examples. */
  readonly children: ReactNode;
  /** Ready to paste, one of them in each tab. */
  readonly examples: readonly Example[];
  readonly file: { readonly name: string; readonly text: string };
  readonly receipt: ReceiptView;
  readonly requestId: string;
  readonly onTaken: () => void;
};

/** What leaving without the secret means; asked by whoever closes the layer it is shown in. */
export function leaveQuestion(noun: string, thing: string): string {
  return `The ${noun} is shown only now. Leave without it? You would have to create another ${thing}.`;
}

/** A new secret: shown this once, to copy or to keep as a file, with what to do with it. */
export function ShownOnce(props: ShownOnceProps) {
  const { noun, secret, children, examples, file, receipt, requestId, onTaken } = props;
  useLeaveGuard(true, `The ${noun} is shown only now. Leave without it?`);
  return (
    <>
      <div className="rounded-lg border border-line bg-warn-soft p-4">
        <p className="flex items-center gap-2 text-sm font-medium text-warn-text">
          <KeyRound aria-hidden className="size-4" />
          This is the only time the {noun} is shown
        </p>
        <p className="mt-2 font-mono text-lg leading-7 break-all select-all" data-secret>
          {secret}
        </p>
        <div className="mt-3 flex flex-wrap gap-2">
          <CopyTextButton text={secret} label={`Copy ${noun}`} />
          <Button icon={<Download aria-hidden />} onClick={() => download(file)}>
            Download
          </Button>
        </div>
      </div>
      <div className="mt-4 mb-2 text-muted">{children}</div>
      <Tabs
        label="Examples"
        tabs={examples.map(({ id, label, code }) => ({
          id,
          label,
          body: <CodeBlock code={code} label={`${label} example`} className="max-h-56" />,
        }))}
      />
      <div className="mt-5 flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-faint">
          Ledger entry {receipt.seq} · request id{" "}
          <code className="font-mono text-xs">{requestId}</code>
        </p>
        <Button variant="primary" onClick={onTaken}>
          I have stored the {noun}
        </Button>
      </div>
    </>
  );
}

function download({ name, text }: ShownOnceProps["file"]) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
