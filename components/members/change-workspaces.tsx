"use client";
import { useState, useTransition } from "react";
import { MadeChoice, madeWords } from "@/components/access/made-choice";
import { PlacesChoice, type WorkspaceOption } from "@/components/access/places-choice";
import { withPlacesChosen } from "@/components/access/places-chosen";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { useFormCheck } from "@/components/ui/use-form-check";
import type { MadeFate, ShownPlaces } from "@/lib/access";
import type { MemberView } from "@/lib/people";
import type { ChangedAccess } from "./change-role";

export type MemberPlaces = {
  readonly workspaces: ShownPlaces;
  readonly keys?: MadeFate | undefined;
};

type ChangeWorkspacesProps = {
  readonly member: MemberView;
  readonly options: readonly WorkspaceOption[];
  readonly mayEvery: boolean;
  readonly place: (id: string, input: MemberPlaces) => Promise<ActionResult<ChangedAccess>>;
};

const schema = () =>
  import("@/lib/people/member.schema").then((module) =>
    withPlacesChosen(module.memberPlacesSchema),
  );

/** Says which workspaces a member sees. */
export function ChangeWorkspaces({ member, options, mayEvery, place }: ChangeWorkspacesProps) {
  const [open, setOpen] = useState(false);
  const [places, setPlaces] = useState<ShownPlaces>(member.workspaces);
  const [keys, setKeys] = useState<MadeFate>();
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    setPlaces(member.workspaces);
    setKeys(undefined);
    check.reset();
  };
  const less = isLess(member.workspaces, places);
  const run = () =>
    start(async () => {
      const input = { workspaces: places, keys: less ? keys : undefined };
      if (!(await check.holds(input))) return;
      const result = await place(member.id, input);
      if (!result.ok) return check.refused(result.problem, ["/workspaces", "/keys"]);
      setOpen(false);
      showDone(
        `${member.name} sees ${places === "every" ? "every workspace" : `${places.length} of them`}`,
        result,
        madeWords(result.value.made),
      );
    });
  const same = JSON.stringify(sorted(member.workspaces)) === JSON.stringify(sorted(places));
  return (
    <>
      <Button onClick={() => setOpen(true)}>Workspaces</Button>
      <Dialog
        open={open}
        onClose={close}
        title={`Workspaces of ${member.name}`}
        purpose="Holds from their next request on. Members, roles, keys and the ledger belong to the whole organisation."
      >
        <div className="flex flex-col gap-4">
          {check.problem ? <FormProblem problem={check.problem} /> : null}
          <PlacesChoice
            label="They see"
            every="Those that come later, too."
            value={places}
            onChange={(next) => {
              setPlaces(next);
              check.changed("/workspaces");
            }}
            options={options}
            mayEvery={mayEvery}
            error={check.faultWithin("/workspaces")}
          />
          {less ? (
            <MadeChoice value={keys} onChange={setKeys} error={check.fault("/keys")} />
          ) : null}
          <DialogActs>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" pending={pending} aria-disabled={same} onClick={run}>
              Save workspaces
            </Button>
          </DialogActs>
        </div>
      </Dialog>
    </>
  );
}

const sorted = (places: ShownPlaces) => (places === "every" ? places : [...places].sort());

/** Whether something is taken away. */
function isLess(before: ShownPlaces, after: ShownPlaces): boolean {
  if (after === "every") return false;
  return before === "every" || before.some((id) => !after.includes(id));
}
