"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { ORGANISATION_COOKIE, organisationFrom } from "@/components/shell/organisation";

export type Asked = { readonly given: string; readonly fault: string };

/** Leads to an organisation's console and remembers it in this browser. Says nothing of whether it exists. */
export async function goToOrganisation(_before: Asked | null, form: unknown): Promise<Asked> {
  // Whoever calls an action gives it what they like.
  const given = form instanceof FormData ? String(form.get("organisation") ?? "") : "";
  const slug = organisationFrom(given);
  if (slug === null) {
    return {
      given,
      fault: "An address is small letters, digits and dashes, such as acme.",
    };
  }
  (await cookies()).set(ORGANISATION_COOKIE, slug, {
    path: "/",
    maxAge: 31_536_000,
    sameSite: "lax",
    httpOnly: true,
    // Browsers take localhost for secure.
    secure: true,
  });
  redirect(`/t/${slug}`);
}
