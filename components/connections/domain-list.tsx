"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, Input, Select } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import type { DomainView } from "@/lib/identity";

export type DomainActs = {
  readonly add: (input: { readonly name: string }) => Promise<ActionResult<unknown>>;
  readonly verify: (id: string) => Promise<ActionResult<{ readonly domain: DomainView }>>;
  readonly bind: (
    id: string,
    input: { readonly connectionId: string | null },
  ) => Promise<ActionResult<unknown>>;
  readonly remove: (id: string) => Promise<ActionResult<unknown>>;
};
type DomainListProps = {
  readonly domains: readonly DomainView[];
  readonly connections: readonly { readonly id: string; readonly name: string }[];
  /** Null where the reader may not change them. */
  readonly acts: DomainActs | null;
};

const FAILURES = {
  "no-record": "The record was not found.",
  "other-record": "A record was found, and it says something else.",
  "dns-failed": "No name server answered.",
} as const;

/** The organisation's domains, with the record that each needs. */
export function DomainList({ domains, connections, acts }: DomainListProps) {
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = (work: () => Promise<ActionResult<unknown>>, done: string) =>
    start(async () => {
      const result = await work();
      setProblem(result.ok ? null : result.problem);
      if (result.ok) showToast("ok", done, `Request id ${result.requestId}`);
    });
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get("domain") ?? "");
    if (acts !== null) run(() => acts.add({ name }), `${name} is in the list`);
  };
  return (
    <div className="space-y-3">
      {problem ? <FormProblem problem={problem} /> : null}
      <ul className="divide-y divide-line rounded-md border border-line">
        {domains.map((domain) => (
          <li key={domain.id} className="space-y-1.5 px-3.5 py-3">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <span className="flex items-center gap-2 font-medium">
                {domain.name}
                <Badge tone={domain.state === "verified" ? "ok" : "warn"}>
                  {domain.state === "verified"
                    ? "Verified"
                    : domain.state === "lapsed"
                      ? "No longer verified"
                      : "Not verified yet"}
                </Badge>
              </span>
              {acts === null ? null : (
                <span className="flex flex-wrap items-center gap-2">
                  <Select
                    fit
                    aria-label={`Who vouches for ${domain.name}`}
                    value={domain.connectionId ?? ""}
                    onChange={(event) => {
                      const connectionId = event.target.value || null;
                      run(() => acts.bind(domain.id, { connectionId }), "Saved");
                    }}
                  >
                    <option value="">Any connection</option>
                    {connections.map(({ id, name }) => (
                      <option key={id} value={id}>
                        Only {name}
                      </option>
                    ))}
                  </Select>
                  <Button
                    size="sm"
                    pending={pending}
                    onClick={() =>
                      run(() => acts.verify(domain.id), `${domain.name} was looked up`)
                    }
                  >
                    Look for the record
                  </Button>
                  <Button
                    size="sm"
                    variant="quiet"
                    onClick={() => run(() => acts.remove(domain.id), `${domain.name} is removed`)}
                  >
                    Remove {domain.name}
                  </Button>
                </span>
              )}
            </div>
            <p className="text-sm break-all text-muted">
              TXT record <code className="font-mono text-text">{domain.record.name}</code>
              <CopyButton text={domain.record.name} label={`Copy the record's name`} /> says{" "}
              <code className="font-mono text-text">{domain.record.value}</code>
              <CopyButton text={domain.record.value} label={`Copy the record's value`} />
            </p>
            {domain.failure === null ? null : (
              <p className="text-sm text-warn-text">{FAILURES[domain.failure]}</p>
            )}
          </li>
        ))}
        {domains.length === 0 ? (
          <li className="px-3.5 py-3 text-muted">
            No domain yet. Without one, a provider may say nobody's mail address here.
          </li>
        ) : null}
      </ul>
      {acts === null ? null : (
        <form onSubmit={add} className="flex max-w-[480px] items-end gap-2">
          <Field label="Domain" className="grow">
            <Input name="domain" maxLength={253} autoCapitalize="none" spellCheck={false} />
          </Field>
          <Button type="submit" pending={pending}>
            Add domain
          </Button>
        </form>
      )}
    </div>
  );
}
