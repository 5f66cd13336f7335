"use client";
import { Field, Input } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import { RoleSelect, roleOf } from "./role-select";
import type { RoleChoice } from "./words";

type Changed = Receipted & { readonly changed: number };
type Changing = {
  readonly name: string;
  readonly defaultRole: string | null;
  readonly silentAfterHours: number | null;
};
type Props = {
  readonly directory: {
    readonly id: string;
    readonly name: string;
    readonly defaultRole: string | null;
    readonly silentAfterHours: number | null;
  };
  readonly roles: readonly RoleChoice[];
  readonly change: (id: string, input: Changing) => Promise<ActionResult<Changed>>;
};

const schema = () =>
  import("@/lib/directory/directory.schema").then((module) => module.changeDirectorySchema);

/** Gives a directory another name, or its people another role where no group gives one. */
export function ChangeDirectory({ directory, roles, change }: Props) {
  return (
    <FormDialog<Changing, Changed>
      opener={{ children: "Change" }}
      title={`Change ${directory.name}`}
      purpose="Another role holds at once, for all whom no mapped group gives one."
      submit="Save"
      schema={schema}
      fields={["/name", "/silentAfterHours"]}
      read={read}
      send={(input) => change(directory.id, input)}
      done={({ value: { changed, receipt } }, { name }) =>
        showToast(
          "ok",
          `${name} is changed`,
          `${plural(changed, "membership")} changed. Ledger entry ${receipt.seq}`,
        )
      }
    >
      {({ fault, judged }) => (
        <>
          <Field label="Name" error={fault("/name")}>
            <Input
              name="name"
              maxLength={120}
              autoComplete="off"
              defaultValue={directory.name}
              {...judged("/name")}
            />
          </Field>
          <Field
            label="Role without a mapped group"
            help="With no role, those who are in by this role alone are put out."
          >
            <RoleSelect
              name="defaultRole"
              roles={roles}
              value={directory.defaultRole}
              none="No role: they do not come in"
            />
          </Field>
          <Field
            label="Silent after, in hours"
            help="When nothing came for so long, 1 to 720 hours, it is told on the overview. Empty: silence is no fault."
            error={fault("/silentAfterHours")}
          >
            <Input
              name="silentAfterHours"
              type="number"
              inputMode="numeric"
              min={1}
              max={720}
              className="max-w-32"
              defaultValue={directory.silentAfterHours ?? ""}
              {...judged("/silentAfterHours")}
            />
          </Field>
        </>
      )}
    </FormDialog>
  );
}

function read(form: HTMLFormElement): Changing {
  const data = new FormData(form);
  const hours = String(data.get("silentAfterHours") ?? "").trim();
  return {
    name: String(data.get("name") ?? ""),
    defaultRole: roleOf(data.get("defaultRole")),
    silentAfterHours: hours === "" ? null : Number(hours),
  };
}
