"use client";
import { useRef, useState, useTransition } from "react";
import { Field, Input } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import { Changes, type Preview } from "./preview-changes";
import { RoleSelect, roleOf } from "./role-select";
import type { PlaceChoice, RoleChoice } from "./words";

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
  readonly places: readonly PlaceChoice[];
  readonly preview: (
    id: string,
    input: { readonly defaultRole: string | null },
  ) => Promise<ActionResult<Preview>>;
  readonly change: (id: string, input: Changing) => Promise<ActionResult<Changed>>;
};

const schema = () =>
  import("@/lib/directory/directory.schema").then((module) => module.changeDirectorySchema);

/**
 * Gives a directory another name, or its people another role where no group gives one; to whom that would
 * happen is shown before it does.
 */
export function ChangeDirectory({ directory, roles, places, preview, change }: Props) {
  const [role, setRole] = useState(directory.defaultRole);
  const [seen, setSeen] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [, start] = useTransition();
  // A role that is chosen ahead of an answer makes that answer one to another question.
  const asked = useRef(0);
  const choose = (defaultRole: string | null) => {
    setRole(defaultRole);
    setSeen(null);
    setProblem(null);
    asked.current += 1;
    const own = asked.current;
    if (defaultRole === directory.defaultRole) return;
    start(async () => {
      const result = await preview(directory.id, { defaultRole });
      if (own !== asked.current) return;
      if (result.ok) setSeen(result.value);
      else setProblem(result.problem);
    });
  };
  const moves = role !== directory.defaultRole;
  return (
    <FormDialog<Changing, Changed>
      opener={{ children: "Change" }}
      title={`Change ${directory.name}`}
      purpose="Another role holds at once, for all whom no mapped group gives one."
      submit={
        seen === null || seen.total === 0
          ? "Save"
          : `Save: ${plural(seen.total, "person", "people")} concerned`
      }
      ready={!moves || seen !== null}
      onEnd={() => choose(directory.defaultRole)}
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
              value={role}
              onRole={choose}
              none="No role: they do not come in"
            />
          </Field>
          {moves ? (
            <div aria-live="polite" className="text-sm">
              {problem ? <FormProblem problem={problem} /> : null}
              {seen === null ? (
                <p className="text-muted">{problem ? null : "Looking at who that would change…"}</p>
              ) : (
                <Changes seen={seen} of="in the directory" called={{ roles, places }} />
              )}
            </div>
          ) : null}
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
