import { Ago } from "@/components/ui/ago";
import { Id } from "@/components/ui/copy-button";
import { Facts } from "@/components/ui/facts";
import { plural, utc } from "@/components/ui/time";
import type { DirectoryView } from "@/lib/directory";
import { STATES, StateBadge } from "./state";
import { type Called, roleWords } from "./words";

type Props = {
  readonly directory: DirectoryView;
  /** The connection its people sign in through; null where nobody comes in by it now. */
  readonly way: string | null;
  readonly called: Called;
};

/** How a directory is doing, and what its provider must know. */
export function DirectoryFacts({ directory, way, called }: Props) {
  const { state, lastRefusal, lastHeardAt, tokens, defaultRole, subjectFrom, baseUrl } = directory;
  const left = tokens.some(({ makerHasLeft }) => makerHasLeft);
  return (
    <div className="mb-6 rounded-lg border border-line p-4">
      <p className="mb-3 flex flex-wrap items-center gap-2">
        <StateBadge state={state} />
        <span className="text-sm text-muted">{STATES[state].says}</span>
      </p>
      {state === "failing" && lastRefusal !== null ? (
        <p className="mb-3 rounded-md bg-danger-soft px-3 py-2 text-sm">
          <Ago at={lastRefusal.at} />: {lastRefusal.detail}
        </p>
      ) : null}
      {left ? (
        <p className="mb-3 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn-text">
          Whoever made the token saw it, and is no member any more. Rotate it.
        </p>
      ) : null}
      <Facts
        facts={[
          { name: "SCIM address", value: <Id value={baseUrl} label="Copy SCIM address" /> },
          { name: "Last heard", value: lastHeardAt === null ? "Never" : <Ago at={lastHeardAt} /> },
          {
            name: "Silent after",
            value:
              directory.silentAfterHours === null
                ? "Never: silence is no fault"
                : plural(directory.silentAfterHours, "hour"),
          },
          { name: "People sign in through", value: way ?? "A connection that is not in use" },
          { name: "People sign in by", value: subjectFrom },
          { name: "Role without a group", value: roleWords(defaultRole, called.roles) },
          {
            name: tokens.length > 1 ? "Tokens" : "Token",
            value:
              tokens.length === 0
                ? "None is good"
                : tokens
                    .map(
                      ({ lastFour, expiresAt }) =>
                        `…${lastFour}${expiresAt === null ? "" : `, until ${utc(expiresAt)}`}`,
                    )
                    .join(" · "),
          },
        ]}
      />
    </div>
  );
}
