"use client";
import { useState } from "react";
import { Field, Select } from "@/components/ui/field";
import { MakeOnce } from "@/components/ui/make-once";
import { NameAndEnd, nameAndEnd } from "@/components/ui/name-and-end";
import type { ActionResult } from "@/components/ui/result";
import { type CreatedGrantView, LEAVE_QUESTION, ShownOnce } from "./shown-once";

export type NewGrant = { readonly name: string; readonly expiresAt: string | null };

type CreateGrantProps = {
  /** The servers to choose from; one alone is not asked for. */
  readonly servers: readonly { readonly id: string; readonly name: string }[];
  /** The one that is chosen to begin with. */
  readonly chosen?: string | undefined;
  /** Whether the form is open from the start, as where another page leads here to make one. */
  readonly startsOpen?: boolean;
  readonly create: (serverId: string, input: NewGrant) => Promise<ActionResult<CreatedGrantView>>;
};

const FIELDS = ["/name", "/expiresAt"];
const schema = () => import("@/lib/servers/server.schema").then((module) => module.newGrantSchema);

/** Creates a grant and shows its token once. */
export function CreateGrant({ servers, chosen, startsOpen, create }: CreateGrantProps) {
  const [serverId, setServerId] = useState(chosen ?? servers[0]?.id ?? "");
  const serverName = servers.find(({ id }) => id === serverId)?.name ?? "the server";
  return (
    <MakeOnce<NewGrant, CreatedGrantView>
      act="Create grant"
      startsOpen={startsOpen}
      asks={{
        title: "Create a grant",
        purpose: `Lets whoever holds its token call ${servers.length > 1 ? "one server" : serverName}, within the rules. One for each agent, so that each can be revoked alone.`,
      }}
      shows={({ name }) => ({
        title: `Grant ${name}`,
        purpose: "Store the token now. Only its fingerprint is kept here.",
      })}
      leaveQuestion={LEAVE_QUESTION}
      schema={schema}
      fields={FIELDS}
      read={nameAndEnd}
      make={(input) => create(serverId, input)}
      form={(form) => (
        <>
          {servers.length > 1 ? (
            <Field label="Server" help="A grant leads to this one server and to no other.">
              <Select value={serverId} onChange={(event) => setServerId(event.target.value)}>
                {servers.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            </Field>
          ) : null}
          <NameAndEnd
            form={form}
            placeholder="nightly report agent"
            nameHelp="Who will use it. It stands beside every call in the log."
          />
        </>
      )}
      shown={(grant, requestId, onTaken) => (
        <ShownOnce grant={grant} requestId={requestId} serverName={serverName} onTaken={onTaken} />
      )}
    />
  );
}
