import { encode } from "uqr";
import { withTenant } from "@/lib/db";
import { newId, now, Problem, Secret } from "@/lib/kernel";
import { lockSelf } from "./lock-self";
import { permitNewFactor } from "./permit-new";
import { totpPlace } from "./place";
import type { Prover, Rooms } from "./prover";
import { newTotpSecret, totpUri } from "./totp";

export type BegunTotp = { readonly id: string; readonly secret: Secret; readonly uri: Secret };

/**
 * A new code generator, which counts only once a code of it was given. One that was begun before and
 * never confirmed ends with it.
 *
 * @throws Problem `conflict` where the member has one already; `step_up_required`.
 */
export async function beginTotp(
  { db, vault }: Rooms,
  prover: Prover,
  { name }: { readonly name: string },
): Promise<BegunTotp> {
  const { caller } = prover;
  const { tenantId, memberId } = caller;
  const id = newId();
  const secret = newTotpSecret();
  const sealed = new Uint8Array(await vault.seal(caller, totpPlace(id), secret));
  await withTenant(db, caller, async (tx) => {
    await lockSelf(tx, caller);
    await permitNewFactor(tx, prover);
    const mine = { tenantId, memberId, kind: "totp", removedAt: null };
    const held = await tx.factor.count({ where: { ...mine, confirmedAt: { not: null } } });
    if (held > 0)
      throw new Problem("conflict", {
        detail: "You have a code generator already. Remove it before you add another.",
      });
    await tx.factor.updateMany({ where: mine, data: { removedAt: now() } });
    await tx.factor.create({ data: { tenantId, id, memberId, kind: "totp", name, sealed } });
  });
  // A colon would end the issuer's name in the address.
  const issuer = `Portcullis ${caller.tenant.name}`.replaceAll(":", " ");
  return { id, secret, uri: new Secret(totpUri(secret, issuer, caller.email)) };
}

/** An address as a QR code: its width in squares, and the dark ones as the path of an SVG. */
export function qrOf(text: string): { readonly size: number; readonly path: string } {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join("");
  return { size, path };
}
