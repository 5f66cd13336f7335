"use client";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { plural } from "@/components/ui/time";
import type { MemberView } from "@/lib/people";

type Removed = Receipted & {
  readonly sessionsEnded: number;
  readonly keysRevoked: number;
  readonly grantsRevoked: number;
};
type Keys = "revoke" | "keep";

type RemoveMemberProps = {
  readonly member: Pick<MemberView, "id" | "name" | "sessions" | "apiKeys">;
  readonly remove: (id: string, input: { readonly keys: Keys }) => Promise<ActionResult<Removed>>;
};

const CHOICES: readonly { readonly keys: Keys; readonly label: string; readonly why: string }[] = [
  {
    keys: "revoke",
    label: "Revoke them",
    why: "They may know every one of these, and those that such a key made. What uses them stops.",
  },
  {
    keys: "keep",
    label: "Keep them for now",
    why: "What uses them goes on, with the grants that they made. Each is marked until somebody else rotates it.",
  },
];

/** Removes a member, saying what ends with them. */
export function RemoveMember({ member, remove }: RemoveMemberProps) {
  const [keys, setKeys] = useState<Keys>("revoke");
  return (
    <ConfirmDialog
      opener={{ children: "Remove" }}
      title={`Remove ${member.name}`}
      purpose="They are signed out at once and cannot sign in. Grants they made are revoked: what uses them stops. They can be restored."
      act={consequence(member, keys)}
      run={() => remove(member.id, { keys })}
      done={(result) => {
        const { sessionsEnded, keysRevoked, grantsRevoked } = result.value;
        showDone(
          `${member.name} is removed`,
          result,
          `${plural(sessionsEnded, "session")} ended, ${plural(keysRevoked, "key")} and ${plural(grantsRevoked, "grant")} revoked.`,
        );
      }}
    >
      {member.apiKeys > 0 ? (
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">
            {plural(member.apiKeys, "API key")} that they made
          </legend>
          <div className="divide-y divide-line rounded-md border border-line">
            {CHOICES.map((choice) => (
              <label
                key={choice.keys}
                className="flex cursor-pointer items-start gap-2.5 px-3 py-2 pointer-coarse:py-3"
              >
                <input
                  type="radio"
                  name="keys"
                  className="mt-1 accent-accent"
                  checked={keys === choice.keys}
                  onChange={() => setKeys(choice.keys)}
                />
                <span>
                  <span className="font-medium">{choice.label}</span>
                  <span className="block text-sm text-muted">{choice.why}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ) : null}
    </ConfirmDialog>
  );
}

/** What removing ends, as its button says it. */
function consequence({ sessions, apiKeys }: RemoveMemberProps["member"], keys: Keys): string {
  const ends = [
    ...(sessions > 0 ? [`ends ${plural(sessions, "session")}`] : []),
    ...(apiKeys > 0 && keys === "revoke" ? [`revokes ${plural(apiKeys, "key")}`] : []),
  ];
  return ends.length > 0 ? `Remove: ${ends.join(", ")}` : "Remove: not signed in now";
}
