"use client";
import { Field, Input, Select } from "@/components/ui/field";
import { MakeOnce } from "@/components/ui/make-once";
import type { ActionResult } from "@/components/ui/result";
import { RoleSelect, roleOf } from "./role-select";
import { LEAVE_QUESTION, type NewTokenView, TokenShown } from "./token-shown";
import type { RoleChoice } from "./words";

type NewDirectory = {
  readonly name: string;
  readonly subjectFrom: string;
  readonly defaultRole: string | null;
  readonly connectionId?: string;
};
/** A connection that people sign in through. */
export type Way = { readonly id: string; readonly name: string };
type ConnectProps = {
  readonly roles: readonly RoleChoice[];
  readonly ways: readonly Way[];
  readonly connect: (input: NewDirectory) => Promise<ActionResult<NewTokenView>>;
};

const FIELDS = ["/name", "/connectionId", "/subjectFrom", "/defaultRole"];
const schema = () =>
  import("@/lib/directory/directory.schema").then((module) => module.newDirectorySchema);

/** Connects a directory and shows its token once. */
export function ConnectDirectory({ roles, ways, connect }: ConnectProps) {
  return (
    <MakeOnce<NewDirectory, NewTokenView>
      act="Connect directory"
      asks={{
        title: "Connect a directory",
        purpose: "Your identity provider then says who is in the organisation, over SCIM 2.0.",
      }}
      shows={({ name }) => ({
        title: `Token of ${name}`,
        purpose: "Store the token now. Only its fingerprint is kept here.",
      })}
      leaveQuestion={LEAVE_QUESTION}
      schema={schema}
      fields={FIELDS}
      read={(form) => {
        const data = new FormData(form);
        return {
          name: String(data.get("name") ?? ""),
          subjectFrom: String(data.get("subjectFrom")),
          defaultRole: roleOf(data.get("defaultRole")),
          ...(data.has("connectionId") ? { connectionId: String(data.get("connectionId")) } : {}),
        };
      }}
      make={connect}
      form={(form) => (
        <>
          <Field label="Name" help="For people to read." error={form.fault("/name")}>
            <Input
              name="name"
              maxLength={120}
              autoComplete="off"
              placeholder="Okta"
              {...form.judged("/name")}
            />
          </Field>
          {ways.length > 1 ? (
            <Field
              label="Connection"
              help="Through which its people sign in. It stays with the directory."
              error={form.fault("/connectionId")}
            >
              <Select name="connectionId">
                {ways.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            </Field>
          ) : null}
          <Field
            label="People sign in by"
            help="The attribute that is the subject when they sign in. A mail address opens nothing."
            error={form.fault("/subjectFrom")}
          >
            <Select name="subjectFrom" defaultValue="externalId">
              <option value="externalId">externalId: their id at the provider</option>
              <option value="userName">userName</option>
            </Select>
          </Field>
          <Field
            label="Role without a mapped group"
            help="Groups can give more, once the directory has sent them."
            error={form.fault("/defaultRole")}
          >
            <RoleSelect
              name="defaultRole"
              roles={roles}
              value="viewer"
              none="No role: they do not come in"
            />
          </Field>
        </>
      )}
      shown={(made, requestId, onTaken) => (
        <TokenShown made={made} requestId={requestId} onTaken={onTaken}>
          Whoever holds it adds and removes members. Give it to your provider with the address:
        </TokenShown>
      )}
    />
  );
}
