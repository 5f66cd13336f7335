import { ActButton } from "@/components/connections/act-button";
import { ConnectionPanel } from "@/components/connections/connection-panel";
import type { OwnValues } from "@/components/connections/guides";
import { MappingForm } from "@/components/connections/mapping-form";
import { RenewalForm } from "@/components/connections/renewal-form";
import { SignaturesForm } from "@/components/connections/signatures-form";
import { roleWords } from "@/components/directory/words";
import { NotPermitted } from "@/components/ui/permitted";
import type { ConnectionTestView, ConnectionView, SessionCaller } from "@/lib/identity";
import type { Choices } from "../choices";
import { permit } from "../permit";
import { change, remove, renew, setState } from "./actions";

type OpenConnectionProps = {
  readonly slug: string;
  readonly caller: SessionCaller;
  readonly connection: ConnectionView;
  readonly own: OwnValues;
  readonly test: ConnectionTestView | null;
  readonly choices: Choices;
};

/** The open connection, with what the reader may do to it. */
export function OpenConnection({
  slug,
  caller,
  connection,
  own,
  test,
  choices,
}: OpenConnectionProps) {
  const writing = permit(caller, "sign-in:write");
  const { id, name, version, state } = connection;
  const to = (next: "active" | "enforced" | "off") =>
    setState.bind(null, slug, id, { version, state: next });
  const acts = writing.may ? (
    <>
      {state === "active" ? null : (
        <ActButton
          label="Turn on"
          title={`Turn ${name} on`}
          consequence="Members sign in through it from now on. Others in use stay in use."
          done={`${name} is in use`}
          act={to("active")}
        />
      )}
      {state === "enforced" ? null : (
        <ActButton
          danger
          label="Make it the only way in"
          title={`Make ${name} the only way in`}
          consequence="Other connections let nobody in any more. Sessions that are open go on. Owners still come in by their emergency sign-in codes."
          done={`${name} is the only way in`}
          act={to("enforced")}
        />
      )}
      {state === "off" ? null : (
        <ActButton
          danger
          label="Turn off"
          title={`Turn ${name} off`}
          consequence="Nobody signs in through it, and every session that came through it ends at once."
          done={`${name} is off`}
          act={to("off")}
        />
      )}
      <ActButton
        danger
        label="Remove"
        title={`Remove ${name}`}
        consequence={`Every session that came through it ends at once, and ${connection.members} members are no longer known by it.`}
        done={`${name} is removed`}
        act={remove.bind(null, slug, id)}
      />
    </>
  ) : (
    <NotPermitted why={writing.why}>Change</NotPermitted>
  );
  return (
    <ConnectionPanel
      connection={connection}
      own={own}
      test={test}
      places={choices.places}
      testHref={writing.may ? `/t/${encodeURIComponent(slug)}/connections/${id}/test` : null}
      acts={acts}
      mapping={
        writing.may ? (
          <MappingForm
            key={version}
            connection={connection}
            {...choices}
            change={change.bind(null, slug, id)}
          />
        ) : (
          <p className="text-muted">
            {connection.defaultRole === null
              ? "Nobody new comes in but by a rule."
              : `Somebody new becomes ${roleWords(connection.defaultRole, choices.roles)}.`}
          </p>
        )
      }
      signatures={
        writing.may && connection.kind === "saml" ? (
          <SignaturesForm
            key={version}
            connection={connection}
            change={change.bind(null, slug, id)}
          />
        ) : null
      }
      renewal={
        writing.may ? (
          <RenewalForm connection={connection} renew={renew.bind(null, slug, id)} />
        ) : null
      }
    />
  );
}
