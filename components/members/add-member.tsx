"use client";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { PlacesChoice } from "@/components/access/places-choice";
import { withPlacesChosen } from "@/components/access/places-chosen";
import { Field, Input } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import type { GivablePlaces, ShownPlaces } from "@/lib/access";
import { type ChosenRole, RoleChoice, type RoleOption } from "./role-choice";

export type NewMember = {
  readonly name: string;
  readonly email: string;
  readonly subject: string;
  readonly workspaces?: ShownPlaces | undefined;
} & ChosenRole;

type AddMemberProps = {
  readonly options: readonly RoleOption[];
  readonly everyLevel: boolean;
  /** The workspaces that can be given; null where they are not to be chosen. */
  readonly places: GivablePlaces | null;
  readonly add: (input: NewMember) => Promise<ActionResult<Receipted>>;
};

const schema = () =>
  import("@/lib/people/member.schema").then((module) => withPlacesChosen(module.newMemberSchema));
const VIEWER: ChosenRole = { role: "viewer", approverLevel: null };
const FIELDS = ["/name", "/email", "/subject", "/workspaces"];

/** Adds a person whom the organisation's identity provider knows. */
export function AddMember({ options, everyLevel, places, add }: AddMemberProps) {
  const [role, setRole] = useState<ChosenRole>(VIEWER);
  const [seen, setSeen] = useState<ShownPlaces | undefined>(undefined);
  const inputOf = (form: HTMLFormElement): NewMember => {
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    return {
      name: text("name"),
      email: text("email"),
      subject: text("subject"),
      ...role,
      workspaces: seen,
    };
  };
  return (
    <FormDialog
      opener={{ variant: "primary", icon: <UserPlus aria-hidden />, children: "Add member" }}
      title="Add a member"
      purpose="They sign in through your identity provider. No mail is sent."
      submit="Add member"
      schema={schema}
      fields={FIELDS}
      read={inputOf}
      send={add}
      done={({ value: { receipt } }, { name }) =>
        showToast(
          "ok",
          `${name} may sign in`,
          `Ledger entry ${receipt.seq}. No mail was sent: tell them the address of the console.`,
        )
      }
      onEnd={() => {
        setRole(VIEWER);
        setSeen(undefined);
      }}
    >
      {({ fault, faultWithin, changed, judged }) => (
        <>
          <Field label="Name" error={fault("/name")}>
            <Input name="name" maxLength={120} autoComplete="off" {...judged("/name")} />
          </Field>
          <Field
            label="Mail address"
            help="For people to read. It opens nothing: addresses change hands."
            error={fault("/email")}
          >
            <Input
              name="email"
              type="email"
              maxLength={254}
              autoComplete="off"
              {...judged("/email")}
            />
          </Field>
          <Field
            label="Subject"
            help="The sub that your identity provider gives this person. They are known by it, and by nothing else."
            error={fault("/subject")}
          >
            <Input
              name="subject"
              maxLength={255}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
              {...judged("/subject")}
            />
          </Field>
          <RoleChoice
            label="Role"
            value={role}
            onChange={setRole}
            options={options}
            everyLevel={everyLevel}
          />
          {places === null ? null : (
            <PlacesChoice
              label="They see"
              every="Those that come later, too."
              value={seen ?? (places.every ? "every" : places.workspaces.map(({ id }) => id))}
              onChange={(next) => {
                setSeen(next);
                changed("/workspaces");
              }}
              options={places.workspaces}
              mayEvery={places.every}
              error={faultWithin("/workspaces")}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
