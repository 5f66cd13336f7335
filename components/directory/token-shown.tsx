"use client";
import type { ReactNode } from "react";
import type { ReceiptView } from "@/components/ui/result";
import { leaveQuestion, ShownOnce } from "@/components/ui/shown-once";

/** A directory's token that was just made. */
export type NewTokenView = {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly receipt: ReceiptView;
};

export const LEAVE_QUESTION = leaveQuestion("token", "token");

type TokenShownProps = {
  readonly made: NewTokenView;
  readonly requestId: string;
  readonly children: ReactNode;
  readonly onTaken: () => void;
};

/** A new token with the values that providers ask for, by the names they have there. */
export function TokenShown({ made, requestId, children, onTaken }: TokenShownProps) {
  const { baseUrl, token, receipt } = made;
  const lines = (...pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([name, value]) => `${name}: ${value}`).join("\n");
  return (
    <ShownOnce
      noun="token"
      secret={token}
      examples={[
        {
          id: "okta",
          label: "Okta",
          code: lines(
            ["SCIM connector base URL", baseUrl],
            ["Unique identifier field for users", "userName"],
            ["Authentication mode", "HTTP Header"],
            ["Authorization", `Bearer ${token}`],
          ),
        },
        {
          id: "entra",
          label: "Entra ID",
          code: lines(
            ["Provisioning mode", "Automatic"],
            ["Tenant URL", baseUrl],
            ["Secret token", token],
            ["Mapping of externalId", "objectId"],
          ),
        },
        {
          id: "other",
          label: "Another",
          code: `curl ${baseUrl}/ServiceProviderConfig \\\n  -H "Authorization: Bearer ${token}"`,
        },
      ]}
      file={{
        name: "portcullis-directory.txt",
        text: `${lines(["SCIM address", baseUrl], ["Token", token])}\n`,
      }}
      receipt={receipt}
      requestId={requestId}
      onTaken={onTaken}
    >
      {children}
    </ShownOnce>
  );
}
