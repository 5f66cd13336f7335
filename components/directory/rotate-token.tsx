"use client";
import { Field, Select } from "@/components/ui/field";
import { MakeOnce } from "@/components/ui/make-once";
import type { ActionResult } from "@/components/ui/result";
import { LEAVE_QUESTION, type NewTokenView, TokenShown } from "./token-shown";

type RotateProps = {
  readonly directory: { readonly id: string; readonly name: string };
  readonly rotate: (
    id: string,
    input: { readonly overlapSeconds: number },
  ) => Promise<ActionResult<NewTokenView>>;
};

const OVERLAPS = [
  { seconds: 0, label: "No longer: it ends now" },
  { seconds: 3_600, label: "An hour" },
  { seconds: 86_400, label: "A day" },
  { seconds: 604_800, label: "Seven days" },
];
const schema = () =>
  import("@/lib/directory/directory.schema").then((module) => module.rotateTokenSchema);

/** Gives a directory its next token, with a time in which both work. */
export function RotateToken({ directory: { id, name }, rotate }: RotateProps) {
  return (
    <MakeOnce<{ overlapSeconds: number }, NewTokenView>
      anew
      act="Rotate token"
      asks={{
        title: `Rotate the token of ${name}`,
        purpose: "The directory may then do to members what you may, and no more.",
      }}
      shows={() => ({
        title: `New token of ${name}`,
        purpose: "Store the token now, and put it in the old one's place.",
      })}
      leaveQuestion={LEAVE_QUESTION}
      schema={schema}
      fields={["/overlapSeconds"]}
      read={(form) => ({ overlapSeconds: Number(new FormData(form).get("overlap")) })}
      make={(input) => rotate(id, input)}
      form={(form) => (
        <Field label="The old token goes on working for" error={form.fault("/overlapSeconds")}>
          <Select name="overlap" defaultValue="86400">
            {OVERLAPS.map(({ seconds, label }) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
      )}
      shown={(made, requestId, onTaken) => (
        <TokenShown made={made} requestId={requestId} onTaken={onTaken}>
          Give it to your provider in the old one's place:
        </TokenShown>
      )}
    />
  );
}
