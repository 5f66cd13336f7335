import type { Tx } from "@/lib/db";

/** A certificate of ours as an organisation sees it. */
type OwnCertificateView = {
  readonly state: "next" | "current" | "previous";
  readonly fingerprint: string;
  readonly notAfter: string;
  readonly signsFrom: string | null;
  readonly opensUntil: string | null;
};

type Row = {
  readonly kid: string;
  readonly state: OwnCertificateView["state"];
  readonly not_after: Date;
  readonly due_at: Date | null;
  readonly opens_until: Date | null;
};

/** Our certificates towards SAML providers: the next one, the one that signs, those that open answers still. */
export async function viewOwnKeys(tx: Tx): Promise<OwnCertificateView[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select kid, state, not_after, due_at, opens_until from portcullis.saml_keys
    where opens_until is null or opens_until > now()
    order by array_position(array['next', 'current', 'previous'], state), since desc`;
  return rows.map(({ kid, state, not_after, due_at, opens_until }) => ({
    ...{ state, fingerprint: kid, notAfter: not_after.toISOString() },
    signsFrom: due_at?.toISOString() ?? null,
    opensUntil: opens_until?.toISOString() ?? null,
  }));
}
