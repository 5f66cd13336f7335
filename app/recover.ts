"use server";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { recoverOwner, SECOND_STEP_COOKIE, SECOND_STEP_SECONDS } from "@/lib/identity";
import { CLIENT_ADDRESS_HEADER, log, requestIdFrom } from "@/lib/kernel";
import { house } from "./rooms";

export type Recovered = { readonly fault: string };

const REFUSED = "This is no unused emergency sign-in code of an owner of this organisation.";

/** Lets an owner in by an emergency sign-in code. Of a code that does not, it says one thing, whatever is wrong. */
export async function recover(_before: Recovered | null, form: unknown): Promise<Recovered> {
  // Whoever calls an action gives it what they like.
  const text = (name: string) => (form instanceof FormData ? String(form.get(name) ?? "") : "");
  const slug = text("organisation");
  const sent = await headers();
  let token: string;
  try {
    const result = await recoverOwner(await house(), {
      slug,
      code: text("code").slice(0, 200),
      userAgent: sent.get("user-agent"),
      address: sent.get(CLIENT_ADDRESS_HEADER),
      requestId: requestIdFrom(sent.get("x-request-id")),
    });
    if (result === null) return { fault: REFUSED };
    token = result.token.reveal();
  } catch (error) {
    log.error("a recovery could not be judged", { error });
    return {
      fault: "This cannot be judged right now, so the answer is no. Try again in a moment.",
    };
  }
  const kept = { httpOnly: true, secure: true, sameSite: "lax", path: "/" } as const;
  (await cookies()).set(SECOND_STEP_COOKIE, token, { ...kept, maxAge: SECOND_STEP_SECONDS });
  redirect(`/t/${encodeURIComponent(slug)}/sign-in/second-step`);
}
