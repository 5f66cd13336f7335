"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { ORGANISATION_COOKIE, organisationFrom } from "@/components/shell/organisation";
import { resolveDomain } from "@/lib/db";
import { domainOf } from "@/lib/identity";
import { house } from "./rooms";

export type Asked = { readonly given: string; readonly fault: string };

/** Leads to an organisation's console and remembers it in this browser. Says nothing of whether it exists. */
export async function goToOrganisation(_before: Asked | null, form: unknown): Promise<Asked> {
  // Whoever calls an action gives it what they like.
  const given = form instanceof FormData ? String(form.get("organisation") ?? "") : "";
  const mailed = given.includes("@") ? await organisationOfMail(given) : null;
  const slug = mailed?.slug ?? organisationFrom(given);
  if (slug === null) {
    return {
      given,
      fault: given.includes("@")
        ? "No organisation is found by this mail address. Give the short name in your console's address."
        : "An address is small letters, digits and dashes, such as acme.",
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
  const { connection } = mailed ?? {};
  const query = connection ? `?${new URLSearchParams({ connection })}` : "";
  redirect(mailed === null ? `/t/${slug}` : `/t/${slug}/sign-in${query}`);
}

/** Whose sign-in a mail address leads to, by its verified domain. Who has the address is not looked up. */
async function organisationOfMail(given: string) {
  const domain = domainOf(given.trim());
  if (domain === null) return null;
  const { db } = await house();
  const found = await resolveDomain(db, domain);
  return found && { slug: found.tenant_slug, connection: found.connection_id };
}
