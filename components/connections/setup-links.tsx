"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Field, Input } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import type { SetupLinkView } from "@/lib/identity";

type SetupLinksProps = {
  readonly links: readonly SetupLinkView[];
  /** Null where the reader may not make them. */
  readonly acts: {
    readonly make: (input: {
      readonly note: string;
      readonly days: number;
    }) => Promise<ActionResult<{ readonly url: string }>>;
    readonly revoke: (id: string) => Promise<ActionResult<unknown>>;
  } | null;
};

/** Links for whoever keeps the identity provider and has no account here. */
export function SetupLinks({ links, acts }: SetupLinksProps) {
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get("note") ?? "").trim();
    if (acts === null) return;
    start(async () => {
      const result = await acts.make({ note, days: 3 });
      setProblem(result.ok ? null : result.problem);
      if (result.ok) setUrl(result.value.url);
    });
  };
  const revoke = (link: SetupLinkView) =>
    start(async () => {
      const result = await acts?.revoke(link.id);
      if (result === undefined) return;
      setProblem(result.ok ? null : result.problem);
      if (result.ok) showToast("ok", `The link for ${link.note} is revoked`, "Nobody can use it.");
    });
  return (
    <div className="space-y-3">
      {problem ? <FormProblem problem={problem} /> : null}
      {url === null ? null : (
        <>
          <p role="status" className="font-medium">
            Send this link to them. It is shown once, good once, and ends in three days.
          </p>
          <CodeBlock wrap code={url} label="Copy the setup link" />
        </>
      )}
      {links.length === 0 ? null : (
        <ul className="divide-y divide-line rounded-md border border-line">
          {links.map((link) => (
            <li key={link.id} className="flex flex-wrap items-center gap-2 px-3.5 py-2">
              <span className="grow">{link.note}</span>
              <Badge tone={link.state === "live" ? "accent" : "neutral"}>{link.state}</Badge>
              {link.state === "live" && acts !== null ? (
                <Button size="sm" pending={pending} onClick={() => revoke(link)}>
                  Revoke the link for {link.note}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {acts === null ? null : (
        <form onSubmit={make} className="flex max-w-[480px] items-end gap-2">
          <Field label="For whom" className="grow">
            <Input name="note" maxLength={120} autoComplete="off" />
          </Field>
          <Button type="submit" pending={pending}>
            Make a setup link
          </Button>
        </form>
      )}
    </div>
  );
}
