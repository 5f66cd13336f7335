"use client";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck, OctagonX } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { ask, problemOf } from "@/components/live/ask";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Field, Input, Textarea } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { TriedCall } from "@/lib/servers";
import type { GridTool } from "./grid-rows";
import { parseWithPlaces } from "./json-places";
import type { Draft } from "./use-draft";

type TryCallProps = {
  readonly serverId: string;
  readonly tools: readonly GridTool[];
  readonly draft: Draft;
};

/** Asks the draft about one call: what it would say, by which rule, and what would have to be different. */
export function TryCall({ serverId, tools, draft }: TryCallProps) {
  const [tool, setTool] = useState("");
  const [text, setText] = useState("");
  const [faults, setFaults] = useState<{ tool?: string; text?: string }>({});
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: (json: string) => {
      // What is sent is the text: numbers must arrive as they were typed.
      const input = { params: { id: serverId }, body: JSON.parse(json) };
      return ask("POST /api/v1/servers/{id}/rules/try", input, { json });
    },
  });
  // An answer is about the draft it was given for.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what ends it
  useEffect(() => reset(), [draft.text, reset]);
  const judge = () => ({
    ...(tool.trim() === "" ? { tool: "Name a tool" } : {}),
    ...argumentsFault(text),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = judge();
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    // The text goes as it stands: numbers must arrive as they were typed.
    const args = text.trim() === "" ? "{}" : text;
    mutate(`{"document":${draft.text},"tool":${JSON.stringify(tool.trim())},"arguments":${args}}`);
  };
  const sample = sampleOf(tools.find(({ name }) => name === tool.trim()));
  return (
    <form onSubmit={submit} noValidate className="space-y-3">
      <Field label="Tool" error={faults.tool}>
        <Input
          list="tools-to-try"
          autoComplete="off"
          spellCheck={false}
          placeholder={tools[0]?.name ?? "echo"}
          value={tool}
          onChange={(event) => setTool(event.target.value)}
          onBlur={() => setFaults((now) => ({ ...now, tool: undefined }))}
        />
      </Field>
      <datalist id="tools-to-try">
        {tools.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field label="Arguments as JSON" error={faults.text}>
        <Textarea
          className="font-mono text-sm"
          spellCheck={false}
          placeholder={sample}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => setFaults((now) => ({ ...now, text: argumentsFault(text).text }))}
        />
      </Field>
      <div className="flex items-center gap-3">
        <Button type="submit" pending={isPending} aria-disabled={draft.document === null}>
          Ask the draft
        </Button>
        {draft.document === null ? (
          <span className="text-sm text-muted">Waits for a draft without faults.</span>
        ) : null}
      </div>
      {error ? <FormProblem problem={problemOf(error)} /> : null}
      <div role="status">{data ? <Answer tried={data} /> : null}</div>
    </form>
  );
}

function Answer({ tried }: { readonly tried: TriedCall }) {
  const passes = tried.decision === "allow";
  const Icon = passes ? CircleCheck : OctagonX;
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <p
        className={cx(
          "flex items-center gap-2 px-4 py-2 font-medium",
          passes ? "bg-ok-soft text-ok-text" : "bg-danger-soft text-danger-text",
        )}
      >
        <Icon aria-hidden className="size-4" />
        {passes ? "Would pass" : "Would be refused"}
        {tried.rule === null ? null : (
          <code className="ml-auto truncate font-mono text-xs">{tried.rule}</code>
        )}
      </p>
      <div className="space-y-1 px-4 py-3">
        {tried.why ? <p>{tried.why}</p> : null}
        {tried.otherwise ? <p className="text-muted">{tried.otherwise}</p> : null}
        {passes && tried.limits.length === 0 ? <p>No limit counts it.</p> : null}
        {tried.limits.map((limit) => (
          <p key={limit.rule}>
            Takes {limit.amount} from <span className="font-medium">{limit.counter}</span>:{" "}
            <span className="text-muted">{limit.words}, as long as that is not used up.</span>
          </p>
        ))}
      </div>
    </div>
  );
}

function argumentsFault(text: string): { readonly text?: string } {
  if (text.trim() === "") return {};
  const parsed = parseWithPlaces(text);
  if (!parsed.ok) return { text: `Line ${parsed.fault.line}: ${parsed.fault.message}` };
  const object =
    typeof parsed.value === "object" && parsed.value !== null && !Array.isArray(parsed.value);
  return object ? {} : { text: "Arguments are one object, such as {}" };
}

/** What arguments of a tool look like, by the types its definition names. */
function sampleOf(tool: GridTool | undefined): string {
  const values = { string: "text", number: 1, boolean: true, array: [], object: {}, any: null };
  const own = (tool?.paths ?? []).filter(({ path }) => path.split(".").length === 2);
  const sample = own.map(({ path, type, choices }) => [path.slice(5), choices[0] ?? values[type]]);
  return JSON.stringify(Object.fromEntries(sample), null, sample.length > 2 ? 2 : 0);
}
