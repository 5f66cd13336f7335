"use client";
import { useState } from "react";
import { Field, Input } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";

type Draft = { readonly name: string; readonly slug: string };
const EMPTY: Draft = { name: "", slug: "" };
type MakeWorkspaceProps = {
  readonly make: (input: Draft) => Promise<ActionResult<Receipted>>;
};

const schema = () =>
  import("@/lib/access/workspaces/workspace.schema").then((module) => module.newWorkspaceSchema);

/** Makes another workspace. */
export function MakeWorkspace({ make }: MakeWorkspaceProps) {
  const [draft, setDraft] = useState(EMPTY);
  const typed = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  return (
    <FormDialog
      opener={{ children: "Make a workspace" }}
      title="Make a workspace"
      purpose="Servers, grants and decisions in it are seen by those who see every workspace, and by whom you place in it."
      submit="Make workspace"
      schema={schema}
      fields={["/name", "/slug"]}
      read={() => draft}
      send={make}
      done={(result, { name }) => {
        setDraft(EMPTY);
        showDone(`${name} is made`, result);
      }}
    >
      {({ fault, changed }) => (
        <>
          <Field label="Name" error={fault("/name")}>
            <Input
              value={draft.name}
              maxLength={120}
              autoComplete="off"
              onChange={(event) => {
                typed({ name: event.currentTarget.value });
                changed("/name");
              }}
            />
          </Field>
          <Field
            label="Address"
            help="Small letters, digits and dashes. It stays when the workspace is renamed."
            error={fault("/slug")}
          >
            <Input
              value={draft.slug}
              maxLength={40}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
              onChange={(event) => {
                typed({ slug: event.currentTarget.value });
                changed("/slug");
              }}
            />
          </Field>
        </>
      )}
    </FormDialog>
  );
}
