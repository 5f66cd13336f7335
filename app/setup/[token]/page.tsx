import type { Metadata } from "next";
import { house } from "@/app/house";
import { setUp } from "@/app/setup";
import { SetUpByLink } from "@/components/connections/set-up-by-link";
import { PlainPage } from "@/components/shell/plain-page";
import { OIDC_RESPONSE_PATH, openSetupLink, samlAddresses } from "@/lib/identity";

export const metadata: Metadata = { title: "Set up sign-in", referrer: "no-referrer" };

type Props = { readonly params: Promise<{ token: string }> };

/** What whoever keeps an organisation's identity provider needs to connect it, without an account. */
export default async function SetupPage({ params }: Props) {
  const { token } = await params;
  const rooms = await house();
  const link = await openSetupLink(rooms, token);
  if (link === null) {
    return (
      <PlainPage>
        <h1 className="text-lg font-semibold">This link is not good</h1>
        <p className="mt-1 text-muted">
          It was used, has ended or was taken back, or part of it is missing. Ask whoever gave it to
          you for another.
        </p>
      </PlainPage>
    );
  }
  const origin = rooms.config.origins.console;
  const { entityId, acsUrl } = samlAddresses(origin, link.slug);
  const own = {
    ...{ redirectUri: `${origin}${OIDC_RESPONSE_PATH}`, entityId, acsUrl, metadataUrl: entityId },
  };
  return (
    <PlainPage>
      <h1 className="text-lg font-semibold">Set up sign-in for {link.name}</h1>
      <p className="mt-1 mb-5 text-muted">
        You connect the organisation's identity provider. What you set up lets nobody in until an
        administrator has tested it. This link is good once.
      </p>
      <SetUpByLink own={own} create={setUp.bind(null, token)} />
    </PlainPage>
  );
}
