"use client";
import { type FormEvent, useState, useTransition } from "react";
import { placesFault } from "@/components/access/places-chosen";
import { PlacesSelect } from "@/components/access/places-select";
import type { PlaceChoice, RoleChoice } from "@/components/directory/words";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { focusFirstFault } from "@/components/ui/focus";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import { useUnsaved } from "@/components/ui/use-unsaved";
import type { ConnectionView } from "@/lib/identity";

type Rule = ConnectionView["roleRules"][number];
type MappingFormProps = {
  readonly connection: ConnectionView;
  /** The roles that a rule may give, and whether the reader may. */
  readonly roles: readonly RoleChoice[];
  readonly places: readonly PlaceChoice[];
  readonly change: (input: unknown) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Who becomes a member by coming through a connection, and as what. */
export function MappingForm({ connection, roles, places, change }: MappingFormProps) {
  const [rules, setRules] = useState<readonly Rule[]>(connection.roleRules);
  const [role, setRole] = useState<string>(connection.defaultRole ?? "");
  const [link, setLink] = useState(connection.linkByAddress);
  const [initiated, setInitiated] = useState(connection.idpInitiated);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const asked = { rules, role, link, initiated };
  const question = "What the connection gives is not saved. Leave without saving it?";
  const { changed, keep } = useUnsaved(asked, asked, question);
  // A choice that has only begun is not held against whoever makes it.
  const [judged, setJudged] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setJudged(true);
    if (rules.some(({ workspaces }) => placesFault(workspaces) !== undefined)) {
      return focusFirstFault(event.currentTarget);
    }
    start(async () => {
      const result = await change({
        version: connection.version,
        ...{ roleRules: rules, defaultRole: role === "" ? null : role, linkByAddress: link },
        ...(connection.kind === "saml" ? { idpInitiated: initiated } : {}),
      });
      setProblem(result.ok ? null : result.problem);
      if (!result.ok) return;
      keep(asked);
      showToast("ok", "Saved", `Ledger entry ${result.value.receipt.seq}.`);
    });
  };
  const set = (place: number, part: Partial<Rule>) =>
    setRules(rules.map((rule, at) => (at === place ? { ...rule, ...part } : rule)));
  const choices = roles.map(({ role: one, name, givable }) => (
    <option key={one} value={one} disabled={!givable}>
      {name}
      {givable ? "" : " (you may do less)"}
    </option>
  ));
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      {problem ? <FormProblem problem={problem} /> : null}
      <Field
        label="Somebody new becomes"
        help="Of whom no rule below speaks. Owners are made by hand only."
      >
        <Select name="defaultRole" value={role} onChange={(event) => setRole(event.target.value)}>
          <option value="">nobody: only who a rule names comes in</option>
          {choices}
        </Select>
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">
          What claims give: of several roles the one that may do most, and the workspaces of all
        </legend>
        {rules.map((rule, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is known by its place alone.
          <div key={place} className="flex flex-wrap items-center gap-2">
            <Input
              aria-label={`Claim of rule ${place + 1}`}
              className="w-32"
              value={rule.claim}
              placeholder="groups"
              onChange={(event) => set(place, { claim: event.target.value })}
            />
            <Input
              aria-label={`Value of rule ${place + 1}`}
              className="w-44"
              value={rule.value}
              onChange={(event) => set(place, { value: event.target.value })}
            />
            <Select
              fit
              aria-label={`Role of rule ${place + 1}`}
              value={rule.role ?? ""}
              onChange={(event) => set(place, { role: event.target.value || null })}
            >
              {choices}
              <option value="">no role</option>
            </Select>
            <Button
              size="sm"
              variant="quiet"
              onClick={() => setRules(rules.filter((_, at) => at !== place))}
            >
              Take rule {place + 1} away
            </Button>
            <div className="w-full max-w-md">
              <PlacesSelect
                label={`Workspaces of rule ${place + 1}`}
                places={places}
                value={rule.workspaces ?? null}
                onPlaces={(workspaces) => set(place, { workspaces })}
                error={judged ? placesFault(rule.workspaces) : undefined}
              />
            </div>
          </div>
        ))}
        <div>
          <Button
            size="sm"
            onClick={() => setRules([...rules, { claim: "groups", value: "", role: "viewer" }])}
          >
            Add a rule
          </Button>
        </div>
      </fieldset>
      <label className="flex items-start gap-2.5">
        <input
          type="checkbox"
          className="mt-1 accent-accent"
          checked={link}
          onChange={(event) => setLink(event.target.checked)}
        />
        <span className="text-sm">
          Take who comes for the first time for the member who has their verified address. Never for
          an owner.
        </span>
      </label>
      {connection.kind === "saml" ? (
        <label className="flex items-start gap-2.5">
          <input
            type="checkbox"
            className="mt-1 accent-accent"
            checked={initiated}
            onChange={(event) => setInitiated(event.target.checked)}
          />
          <span className="text-sm">Let a sign-in begin at the provider.</span>
        </label>
      ) : null}
      <div>
        <Button type="submit" variant="primary" pending={pending} aria-disabled={!changed}>
          Save what it gives
        </Button>
      </div>
    </form>
  );
}
