"use client";
import { Plus } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult } from "@/components/ui/result";
import { useFormCheck } from "@/components/ui/use-form-check";
import { endOf, LIFETIMES } from "./grant-state";
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
export function CreateGrant({ servers, chosen, startsOpen = false, create }: CreateGrantProps) {
  const [open, setOpen] = useState(startsOpen);
  const [serverId, setServerId] = useState(chosen ?? servers[0]?.id ?? "");
  const [made, setMade] = useState<{ grant: CreatedGrantView; requestId: string } | null>(null);
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const serverName = servers.find(({ id }) => id === serverId)?.name ?? "the server";
  const end = () => {
    setOpen(false);
    setMade(null);
    check.reset();
  };
  const askToLeave = () => {
    if (made === null || window.confirm(LEAVE_QUESTION)) end();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const input = inputOf(form);
    start(async () => {
      if (!(await check.holds(input))) {
        form.querySelector<HTMLElement>("[name=name]")?.focus();
        return;
      }
      const result = await create(serverId, input);
      if (result.ok) setMade({ grant: result.value, requestId: result.requestId });
      else check.refused(result.problem, FIELDS);
    });
  };
  return (
    <>
      <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setOpen(true)}>
        Create grant
      </Button>
      <Dialog
        open={open}
        wide={made !== null}
        onClose={askToLeave}
        title={made ? `Grant ${made.grant.name}` : "Create a grant"}
        purpose={
          made
            ? "Store the token now. Only its fingerprint is kept here."
            : `Lets whoever holds its token call ${servers.length > 1 ? "one server" : serverName}, within the rules. One for each agent, so that each can be revoked alone.`
        }
      >
        {made ? (
          <ShownOnce {...made} serverName={serverName} onTaken={end} />
        ) : (
          <form onSubmit={submit} noValidate className="flex flex-col gap-4">
            {check.problem ? <FormProblem problem={check.problem} /> : null}
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
            <Field
              label="Name"
              help="Who will use it. It stands beside every call in the log."
              error={check.fault("/name")}
            >
              <Input
                name="name"
                maxLength={120}
                autoComplete="off"
                placeholder="nightly report agent"
                onChange={() => check.changed("/name")}
                onBlur={(event) =>
                  event.currentTarget.form && check.left("/name", inputOf(event.currentTarget.form))
                }
              />
            </Field>
            <Field label="Ends after" error={check.fault("/expiresAt")}>
              <Select name="lifetime" defaultValue="90">
                {LIFETIMES.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </Select>
            </Field>
            <DialogActs>
              <Button onClick={end}>Cancel</Button>
              <Button type="submit" variant="primary" pending={pending}>
                Create grant
              </Button>
            </DialogActs>
          </form>
        )}
      </Dialog>
    </>
  );
}

function inputOf(form: HTMLFormElement): NewGrant {
  const data = new FormData(form);
  return {
    name: String(data.get("name") ?? ""),
    expiresAt: endOf(String(data.get("lifetime")), Date.now()),
  };
}
