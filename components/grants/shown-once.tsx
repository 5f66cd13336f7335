"use client";
import { Download, KeyRound } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyTextButton } from "@/components/ui/copy-button";
import { useLeaveGuard } from "@/components/ui/leave-guard";
import type { ReceiptView } from "@/components/ui/result";
import { Tabs } from "@/components/ui/tabs";
import { clientKey, grantExamples } from "./examples";

export type CreatedGrantView = {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly mcpUrl: string;
  readonly receipt: ReceiptView;
};

type ShownOnceProps = {
  readonly grant: CreatedGrantView;
  readonly requestId: string;
  readonly serverName: string;
  readonly onTaken: () => void;
};

export const LEAVE_QUESTION =
  "The token is shown only now. Leave without it? You would have to create another grant.";

/** A new grant's token: shown this once, to copy or to keep as a file, with what to do with it. */
export function ShownOnce({ grant, requestId, serverName, onTaken }: ShownOnceProps) {
  useLeaveGuard(true, LEAVE_QUESTION);
  const examples = grantExamples(grant.mcpUrl, grant.token, serverName);
  return (
    <>
      <div className="rounded-lg border border-line bg-warn-soft p-4">
        <p className="flex items-center gap-2 text-sm font-medium text-warn-text">
          <KeyRound aria-hidden className="size-4" />
          This is the only time the token is shown
        </p>
        <p className="mt-2 font-mono text-lg leading-7 break-all select-all" data-secret>
          {grant.token}
        </p>
        <div className="mt-3 flex flex-wrap gap-2">
          <CopyTextButton text={grant.token} label="Copy token" />
          <Button icon={<Download aria-hidden />} onClick={() => download(grant)}>
            Download
          </Button>
        </div>
      </div>
      <p className="mt-4 mb-2 text-muted">
        Whoever holds it may call <strong className="font-medium text-text">{serverName}</strong>{" "}
        within its rules. Give it to the agent in one of these forms:
      </p>
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
          Ledger entry {grant.receipt.seq} · request id{" "}
          <code className="font-mono text-xs">{requestId}</code>
        </p>
        <Button variant="primary" onClick={onTaken}>
          I have stored the token
        </Button>
      </div>
    </>
  );
}

function download({ name, token, mcpUrl }: CreatedGrantView) {
  const text = `# Portcullis grant: ${name}\nPORTCULLIS_URL=${mcpUrl}\nPORTCULLIS_GRANT=${token}\n`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `${clientKey(name)}.env`;
  link.click();
  URL.revokeObjectURL(link.href);
}
