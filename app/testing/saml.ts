import { makeTenant, type TestTenant } from "@/lib/db/testing";
import { createSamlConnection } from "@/lib/identity";
import type { Posted, Said, SamlProvider } from "@/lib/identity/saml/testing/provider";
import { house } from "../rooms";
import { samlMetadata } from "../saml-flow";
import type { TestBrowser } from "./browser";
import { startOf, type TestSignIn, upTo } from "./sign-in";

/** A tenant that signs in over SAML; one member, whom the provider knows as `subject`. */
export async function samlTenant(
  house: TestSignIn,
  provider: Pick<SamlProvider, "metadata">,
  subject: string,
): Promise<TestTenant & { readonly connection: string }> {
  const tenant = await makeTenant(house.database);
  const { connection } = await createSamlConnection(house.jackson, "evaluation", {
    tenantId: tenant.tenantId,
    slug: tenant.slug,
    provider: { metadata: provider.metadata },
  });
  await house.database.admin(
    "insert into portcullis.member_identities (tenant_id, connection, subject, member_id) values ($1, $2, $3, $4)",
    [tenant.tenantId, connection, subject, tenant.memberId],
  );
  await house.database.admin(
    `insert into portcullis.connections (tenant_id, id, broker_id, kind, vendor, name, state, created_by)
     values ($1, gen_random_uuid(), $2, 'saml', 'other', 'Provider', 'active', 'system:test')`,
    [tenant.tenantId, connection],
  );
  await house.database.admin(
    `insert into portcullis.domains (tenant_id, id, name, state, challenge, created_by)
     values ($1, gen_random_uuid(), 'acme.test', 'verified', 'a challenge of a test', 'system:test')`,
    [tenant.tenantId],
  );
  return { ...tenant, connection };
}

export const acsOf = (tenant: TestTenant) => `/api/saml/${tenant.slug}/acs`;

/** Begins a sign-in and has the provider answer it, without the answer being posted. */
export async function answered(
  browser: TestBrowser,
  tenant: TestTenant,
  provider: SamlProvider,
  subject: string,
  said: Said = {},
): Promise<Posted> {
  const address = await upTo(browser, startOf(tenant), "/sso");
  return await provider.answer(
    address,
    await samlMetadata(await house(), tenant.slug),
    subject,
    said,
  );
}

/** Posts an answer and follows it to where it ends: the address of a page. */
export async function land(
  browser: TestBrowser,
  tenant: TestTenant,
  posted: Posted,
): Promise<string> {
  const { status, location } = await browser.postFromElsewhere(acsOf(tenant), posted);
  if (status !== 303 || location === null) throw new Error(`answered with ${status}`);
  return await browser.follow(location);
}

/** Why the tenant's last sign-in was refused, as its ledger has it. */
export async function lastReason(house: TestSignIn, tenant: TestTenant): Promise<string | null> {
  const rows = await house.database.admin<{ reason: string }>(
    `select convert_from(bytes, 'UTF8')::jsonb -> 'body' ->> 'reason' as reason
       from portcullis.ledger_entries where tenant_id = $1 order by seq desc limit 1`,
    [tenant.tenantId],
  );
  return rows[0]?.reason ?? null;
}
