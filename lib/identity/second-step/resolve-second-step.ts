import { isRole, type MfaPolicy, policyOf, systemCaller } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import { type Database, resolveTenant, withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import { holdConnection } from "../connections/hold-connection";
import { type KnownDevice, knownDevice } from "./known-device";
import type { WaitingCaller } from "./waiting-caller";

export type WaitingSignIn = {
  readonly caller: WaitingCaller;
  readonly policy: MfaPolicy;
  readonly device: KnownDevice | null;
};

type Asked = {
  readonly slug: string;
  readonly token: string | undefined;
  /** What the browser is known by, if by anything. */
  readonly deviceToken: string | undefined;
  readonly requestId: string;
};

/**
 * The sign-in that waits behind a token, at the organisation whose address was asked for; null where
 * none waits: it ended, it is too old, the member was removed, nobody comes in through its connection any
 * more, or it never was.
 */
export async function resolveSecondStep(
  { db }: { readonly db: Database },
  { slug, token, deviceToken, requestId }: Asked,
): Promise<WaitingSignIn | null> {
  const parsed = token === undefined ? null : parseToken(token, "pcw");
  if (parsed === null) return null;
  const tenant = await resolveTenant(db, slug);
  if (tenant === null) return null;
  const tenantId = tenant.tenant_id;
  const asking = {
    ...systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console"),
    requestId,
  };
  return await withTenant(db, asking, async (tx) => {
    const step = await tx.secondStep.findFirst({
      where: {
        tenantId,
        tokenHash: new Uint8Array(parsed.hash),
        endedAt: null,
        expiresAt: { gt: now() },
      },
    });
    const member = step && (await tx.member.findFirst({ where: { tenantId, id: step.memberId } }));
    if (step === null || member === null || member.status !== "active") return null;
    const through = step.connectionId;
    const held = through && (await holdConnection(tx, tenantId, { id: through }));
    if (through !== null && !(held && held.refusal === null)) return null;
    const actor = `member:${member.id}`;
    const caller: WaitingCaller = {
      kind: "member",
      actor,
      subject: actor,
      name: member.name,
      tenantId,
      workspaceIds: [],
      requestId,
      role: isRole(member.role) ? member.role : null,
      permissions: new Set(),
      source: "console",
      memberId: member.id,
      email: member.email,
      tenant: { slug: tenant.slug, name: tenant.name },
      step: {
        id: step.id,
        next: step.next,
        role: member.role,
        connectionId: step.connectionId,
        userAgent: step.userAgent,
        address: step.address,
      },
    };
    return {
      caller,
      policy: (await policyOf(tx, tenantId, "mfa")).document,
      device: await knownDevice(tx, tenantId, member.id, deviceToken),
    };
  });
}
