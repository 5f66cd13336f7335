"use client";
import { useState } from "react";
import { CapabilityPicker } from "@/components/access/capability-picker";
import { PlacesChoice } from "@/components/access/places-choice";
import { withPlacesChosen } from "@/components/access/places-chosen";
import { MakeOnce } from "@/components/ui/make-once";
import { NameAndEnd, nameAndEnd } from "@/components/ui/name-and-end";
import type { ActionResult } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import type { GivablePlaces, ShownPlaces } from "@/lib/access";
import { KeyShownOnce, LEAVE_QUESTION, type NewKeyView } from "./key-shown-once";

export type NewKey = {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly expiresAt: string | null;
  readonly workspaces?: ShownPlaces | undefined;
};

type CreateKeyProps = {
  readonly origin: string;
  readonly held: readonly string[];
  /** The workspaces that can be given; null where they are not to be chosen. */
  readonly places: GivablePlaces | null;
  readonly create: (input: NewKey) => Promise<ActionResult<NewKeyView>>;
};

const NOTHING: ReadonlySet<string> = new Set();
const FIELDS = ["/name", "/capabilities", "/expiresAt", "/workspaces"];
const schema = () =>
  import("@/lib/credentials/api-key.schema").then((module) =>
    withPlacesChosen(module.newApiKeySchema),
  );
const many = (count: number) => plural(count, "capability", "capabilities");

/** Creates an API key with chosen capabilities and shows it once. */
export function CreateKey({ origin, held, places, create }: CreateKeyProps) {
  const [chosen, setChosen] = useState(NOTHING);
  const [seen, setSeen] = useState<ShownPlaces | undefined>(undefined);
  return (
    <MakeOnce<NewKey, NewKeyView>
      wide
      act="Create API key"
      submit={chosen.size === 0 ? undefined : `Create API key with ${many(chosen.size)}`}
      asks={{
        title: "Create an API key",
        purpose:
          "For one script or service, with no more than it needs. It can never hold more than you do.",
      }}
      shows={({ name }) => ({
        title: `API key ${name}`,
        purpose: "Store the key now. Only its fingerprint is kept here.",
      })}
      leaveQuestion={LEAVE_QUESTION}
      schema={schema}
      fields={FIELDS}
      read={(form) => ({
        ...nameAndEnd(form),
        capabilities: [...chosen].sort(),
        workspaces: seen,
      })}
      make={create}
      onEnd={() => {
        setChosen(NOTHING);
        setSeen(undefined);
      }}
      form={(form) => (
        <NameAndEnd
          form={form}
          placeholder="deploy pipeline"
          nameHelp="What will use it. It stands beside every change the key makes."
          endHelp="A key that is forgotten ends by itself. It can be rotated before then."
        >
          <CapabilityPicker
            held={held}
            chosen={chosen}
            onChange={(next) => {
              setChosen(next);
              form.changed("/capabilities");
            }}
            error={form.faultWithin("/capabilities")}
          />
          {places === null ? null : (
            <PlacesChoice
              label="It sees"
              every="Those that come later, too."
              value={seen ?? (places.every ? "every" : places.workspaces.map(({ id }) => id))}
              onChange={(next) => {
                setSeen(next);
                form.changed("/workspaces");
              }}
              options={places.workspaces}
              mayEvery={places.every}
              error={form.faultWithin("/workspaces")}
            />
          )}
        </NameAndEnd>
      )}
      shown={(made, requestId, onTaken) => (
        <KeyShownOnce origin={origin} made={made} requestId={requestId} onTaken={onTaken}>
          Whoever holds it may use {many(made.capabilities.length)} of this organisation through the
          control API. Give it to the script in one of these forms:
        </KeyShownOnce>
      )}
    />
  );
}
