"use client";
import { useState } from "react";
import { CapabilityPicker } from "@/components/access/capability-picker";
import { MadeChoice, madeWords } from "@/components/access/made-choice";
import { Field, Input, Textarea } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { plural } from "@/components/ui/time";
import type { MadeFate, RoleView } from "@/lib/access";

export type RoleDraft = {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
  /** What becomes of what was made by those who have the role; only where it is changed. */
  readonly keys?: MadeFate;
};

type Saved = Receipted & {
  readonly made?: Parameters<typeof madeWords>[0];
};

type RoleEditorProps = {
  /** The role to change; none to make one. */
  readonly role?: RoleView;
  /** What the one who writes holds: nothing else can be given. */
  readonly held: readonly string[];
  readonly save: (draft: RoleDraft) => Promise<ActionResult<Saved>>;
};

const schema = () =>
  import("@/lib/access/roles/role.schema").then((module) => module.newRoleSchema);
const FIELDS = ["/name", "/description", "/permissions", "/keys"];

/** Makes a role of the organisation's own, or changes one, saying whom that touches. */
export function RoleEditor({ role, held, save }: RoleEditorProps) {
  const [name, setName] = useState(role?.name ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(role?.permissions ?? []));
  const [keys, setKeys] = useState<MadeFate>();
  const less = role?.permissions.some((one) => !chosen.has(one)) ?? false;
  const fate = less && keys !== undefined ? { keys } : {};
  return (
    <FormDialog<RoleDraft, Saved>
      opener={role ? { children: "Change role" } : { variant: "primary", children: "Make a role" }}
      title={role ? `Change ${role.name}` : "Make a role"}
      purpose={
        role
          ? `Holds from the next request on, for ${plural(role.members, "member")} who have it.`
          : "A role holds only what you hold yourself."
      }
      submit={role ? "Save role" : "Make role"}
      schema={schema}
      fields={FIELDS}
      read={() => ({ name, description, permissions: [...chosen] })}
      send={(draft) => save({ ...draft, ...fate })}
      done={(result) =>
        showDone(
          role ? `${name} is changed` : `${name} can be given now`,
          result,
          result.value.made ? madeWords(result.value.made) : "",
        )
      }
    >
      {({ fault, faultWithin, changed }) => (
        <>
          <Field label="Name" error={fault("/name")}>
            <Input
              value={name}
              maxLength={120}
              autoComplete="off"
              onChange={(event) => {
                setName(event.currentTarget.value);
                changed("/name");
              }}
            />
          </Field>
          <Field
            label="What it is for"
            optional
            help="Shown to whoever gives it."
            error={fault("/description")}
          >
            <Textarea
              value={description}
              maxLength={400}
              onChange={(event) => {
                setDescription(event.currentTarget.value);
                changed("/description");
              }}
            />
          </Field>
          <CapabilityPicker
            held={held}
            chosen={chosen}
            error={faultWithin("/permissions")}
            onChange={(next) => {
              setChosen(next);
              changed("/permissions");
            }}
          />
          {less ? <MadeChoice value={keys} onChange={setKeys} error={fault("/keys")} /> : null}
        </>
      )}
    </FormDialog>
  );
}
