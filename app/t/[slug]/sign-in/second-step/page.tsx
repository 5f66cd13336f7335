import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { house } from "@/app/house";
import { signInPage } from "@/app/sign-in-pages";
import { FirstFactor } from "@/components/factors/first-factor";
import { SecondStep } from "@/components/factors/second-step";
import { PlainPage } from "@/components/shell/plain-page";
import { describeWaiting } from "@/lib/factors";
import { requestIdFrom } from "@/lib/kernel";
import { waitingSignIn } from "./waiting";

export const metadata: Metadata = { title: "Confirm it is you" };

type Props = { readonly params: Promise<{ slug: string }> };

/** The second step of a sign-in: a proof of a factor, or a first factor for who must have one. */
export default async function SecondStepPage({ params }: Props) {
  const { slug } = await params;
  const sent = await headers();
  const rooms = await house();
  const requestId = requestIdFrom(sent.get("x-request-id"));
  const waiting = await waitingSignIn(rooms, slug, sent.get("cookie"), requestId);
  if (waiting === null) redirect(signInPage(slug, "over"));
  const { methods, trustDays } = await describeWaiting(rooms, waiting);
  const address = `/t/${encodeURIComponent(slug)}/sign-in/second-step/act`;
  return (
    <PlainPage wide={methods.length === 0}>
      {methods.length > 0 ? (
        <SecondStep address={address} methods={methods} trustDays={trustDays} />
      ) : (
        <FirstFactor address={address} organisation={waiting.caller.tenant.name} />
      )}
      <p className="mt-5 text-sm">
        <a
          className="text-muted underline underline-offset-2 hover:text-text"
          href={signInPage(slug)}
        >
          Begin the sign-in again
        </a>
      </p>
    </PlainPage>
  );
}
