import { z } from "zod";
import { sha256 } from "@/lib/crypto";
import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import type { Claims } from "./claims";
import { SamlRefused } from "./saml/refusals";
import { hashOfSecret, openUnder, sealUnder } from "./sealed-until-taken";

/** What an accepted answer vouches for. */
export type KeptAnswer = {
  readonly connection: string;
  readonly subject: string;
  readonly claims: Claims;
  /** The PKCE challenge (S256) that whoever brings the code must answer, where we judge it. */
  readonly challenge?: string | undefined;
  /** When the provider authenticated the person, in RFC 3339; null where it does not say. */
  readonly authenticatedAt: string | null;
};

const kept = z.strictObject({
  connection: z.string(),
  subject: z.string(),
  challenge: z.string().optional(),
  authenticatedAt: z.string().nullable().default(null),
  claims: z.strictObject({
    email: z.string().nullable(),
    name: z.string().nullable(),
    groups: z.array(z.string()),
    raw: z.record(z.string(), z.array(z.string())),
  }),
});
const PURPOSE = "sign-in-answer";
/** As long as the broker keeps its code. */
const ANSWER_SECONDS = 300;

/**
 * Notes that an assertion was used, for as long as it could be used again.
 *
 * @throws SamlRefused `saml-replayed` if it was used before, in whatever process.
 */
export async function spendAssertion(
  tx: Tx,
  tenantId: string,
  assertion: { readonly issuer: string; readonly id: string; readonly usableUntil: Date },
): Promise<void> {
  const hash = sha256(Buffer.from(JSON.stringify([assertion.issuer, assertion.id])));
  const written = await tx.$executeRaw`
    with ended as (delete from portcullis.used_assertions
       where tenant_id = ${tenantId}::uuid and usable_until < ${now()})
    insert into portcullis.used_assertions (tenant_id, assertion_hash, usable_until)
    values (${tenantId}::uuid, ${new Uint8Array(hash)}, ${assertion.usableUntil})
    on conflict do nothing`;
  if (written !== 1) throw new SamlRefused("saml-replayed");
}

/** Keeps what an accepted answer said, under the code that the browser takes to the callback. */
export async function keepAnswer(
  tx: Tx,
  tenantId: string,
  code: string,
  answer: KeptAnswer,
): Promise<void> {
  const at = now();
  const sealed = sealUnder(code, { tenantId, purpose: PURPOSE }, answer);
  const until = new Date(at.getTime() + ANSWER_SECONDS * 1000);
  await tx.$executeRaw`
    with ended as (delete from portcullis.sign_in_answers
       where tenant_id = ${tenantId}::uuid and expires_at < ${at})
    insert into portcullis.sign_in_answers (tenant_id, code_hash, sealed, expires_at)
    values (${tenantId}::uuid, ${hashOfSecret(code)}, ${sealed}, ${until})`;
}

/** Takes what was kept under a code, once. */
export async function takeAnswer(
  tx: Tx,
  tenantId: string,
  code: string,
): Promise<KeptAnswer | null> {
  const rows = await tx.$queryRaw<{ sealed: Uint8Array }[]>`
    delete from portcullis.sign_in_answers
     where tenant_id = ${tenantId}::uuid and code_hash = ${hashOfSecret(code)}
       and expires_at > ${now()} returning sealed`;
  const [row] = rows;
  if (row === undefined) return null;
  return kept.parse(openUnder(code, { tenantId, purpose: PURPOSE }, row.sealed));
}
