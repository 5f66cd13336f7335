import { cookies } from "next/headers";
import { ORGANISATION_COOKIE, organisationFrom } from "@/components/shell/organisation";
import { OrganisationForm } from "@/components/shell/organisation-form";
import { PlainPage } from "@/components/shell/plain-page";
import { oneParam, type Params } from "@/components/ui/href";
import { goToOrganisation } from "./organisation";

type Props = { readonly searchParams: Promise<Params> };

/** The front door: which organisation's console is meant. */
export default async function FrontDoor({ searchParams }: Props) {
  const remembered = organisationFrom((await cookies()).get(ORGANISATION_COOKIE)?.value ?? "");
  const expired = oneParam((await searchParams).notice) === "expired";
  return (
    <PlainPage>
      <h1 className="text-lg font-semibold">Open your console</h1>
      <p className="mt-1 text-muted">Each organisation has its own address and its own sign-in.</p>
      {expired ? (
        <p role="status" className="mt-4 rounded-md bg-warn-soft px-3 py-2 text-warn-text">
          The sign-in took too long or was begun elsewhere. Begin again from your organisation.
        </p>
      ) : null}
      <OrganisationForm remembered={remembered ?? ""} go={goToOrganisation} />
    </PlainPage>
  );
}
