import { CircleCheck, CircleX, Hourglass } from "lucide-react";
import { type PlaceChoice, placesWords, roleWords } from "@/components/directory/words";
import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import type { ConnectionTestView } from "@/lib/identity";

type TestResultProps = {
  readonly test: ConnectionTestView;
  readonly places: readonly PlaceChoice[];
};

/** What came back of a test, and what a sign-in with it would come to. */
export function TestResult({ test, places }: TestResultProps) {
  const { outcome, words, found, wouldGive, claims } = test;
  return (
    <section aria-label="Test of this connection" className="rounded-md border border-line p-3.5">
      <h3 className="mb-2 flex items-center gap-2 font-medium">
        Test
        {outcome === "passed" ? (
          <Badge tone="ok" icon={CircleCheck}>
            The provider answered
          </Badge>
        ) : outcome === "refused" ? (
          <Badge tone="danger" icon={CircleX}>
            Refused
          </Badge>
        ) : (
          <Badge icon={Hourglass}>Not finished</Badge>
        )}
      </h3>
      {words === null ? null : (
        <p className="mb-2 text-sm">
          {outcome === "passed" ? "A sign-in would still be refused: " : ""}
          {words}
        </p>
      )}
      {found === null ? null : (
        <p className="mb-2 text-sm break-words text-muted">
          Found: <span className="font-mono">{found}</span>
        </p>
      )}
      {wouldGive === null ? null : (
        <Facts
          facts={[
            { name: "Known already", value: wouldGive.known ? "Yes" : "No" },
            {
              name: "Role for somebody new",
              value:
                wouldGive.role === null
                  ? "None"
                  : `${wouldGive.roleName ?? roleWords(wouldGive.role)}, ${wouldGive.rule === null ? "by default" : `by rule ${wouldGive.rule + 1}`}`,
            },
            {
              name: "Workspaces they would see",
              value: placesWords(wouldGive.workspaces, places),
            },
            { name: "Mail address", value: wouldGive.email ?? "None was said" },
            {
              name: "Domain",
              value:
                wouldGive.domain === null
                  ? "None"
                  : `${wouldGive.domain}, ${wouldGive.domainVerified ? "verified" : "not verified for this connection"}`,
            },
          ]}
        />
      )}
      {claims === null ? null : <ClaimsShown claims={claims} />}
    </section>
  );
}

/** What a token says of itself (OpenID Connect core, section 2; RFC 7519), not of whoever it is about. */
const OF_THE_TOKEN = new Set(
  "iss aud azp exp iat nbf jti nonce at_hash c_hash s_hash auth_time acr amr sid".split(" "),
);

/** The claims: those of the person first, since rules are made of them. */
function ClaimsShown({ claims }: { readonly claims: NonNullable<ConnectionTestView["claims"]> }) {
  const all = Object.entries(claims);
  const ofToken = all.filter(([name]) => OF_THE_TOKEN.has(name));
  return (
    <>
      <h4 className="mt-3 mb-1 text-sm font-medium">Claims that came back</h4>
      <ClaimList claims={all.filter(([name]) => !OF_THE_TOKEN.has(name))} />
      {ofToken.length === 0 ? null : (
        <details className="mt-2">
          <summary className="w-fit text-sm text-muted hover:text-text">
            {ofToken.length} of the token itself
          </summary>
          <div className="mt-1">
            <ClaimList claims={ofToken} />
          </div>
        </details>
      )}
    </>
  );
}

type ClaimListProps = { readonly claims: readonly (readonly [string, readonly string[]])[] };

function ClaimList({ claims }: ClaimListProps) {
  return (
    <dl className="space-y-1 text-sm">
      {claims.map(([name, values]) => (
        <div key={name} className="break-words">
          <dt className="inline text-muted">{name}: </dt>
          <dd className="inline font-mono">{values.join(", ")}</dd>
        </div>
      ))}
    </dl>
  );
}
