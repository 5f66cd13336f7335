"use client";
import type { ReceiptView } from "@/components/ui/result";
import { leaveQuestion, ShownOnce as SecretShownOnce } from "@/components/ui/shown-once";
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

export const LEAVE_QUESTION = leaveQuestion("token", "grant");

/** A new grant's token, with the forms in which an agent takes it. */
export function ShownOnce({ grant, requestId, serverName, onTaken }: ShownOnceProps) {
  const { name, token, mcpUrl, receipt } = grant;
  return (
    <SecretShownOnce
      noun="token"
      secret={token}
      examples={grantExamples(mcpUrl, token, serverName)}
      file={{
        name: `${clientKey(name)}.env`,
        text: `# Portcullis grant: ${name}\nPORTCULLIS_URL=${mcpUrl}\nPORTCULLIS_GRANT=${token}\n`,
      }}
      receipt={receipt}
      requestId={requestId}
      onTaken={onTaken}
    >
      Whoever holds it may call <strong className="font-medium text-text">{serverName}</strong>{" "}
      within its rules. Give it to the agent in one of these forms:
    </SecretShownOnce>
  );
}
