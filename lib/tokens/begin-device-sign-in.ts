import { systemCaller } from "@/lib/access";
import { makeToken } from "@/lib/crypto";
import { type Database, resolveTenant, withTenant } from "@/lib/db";
import { type Client, networkOf, shownAgent } from "@/lib/identity";
import { newId, now, Problem, type Secret } from "@/lib/kernel";
import { givesWay } from "./judge-waiting";
import { makeUserCode } from "./user-code";

/** How long a code may wait to be approved, in seconds. */
export const DEVICE_SECONDS = 600;
/** How long a client waits between two questions at first, in seconds. */
const POLL_SECONDS = 5;
/** Who is not signed in can make no more of them than this: of one place, and of all in a tenant. */
const MAX_WAITING_OF_PLACE = 20;
const MAX_WAITING = 1000;

export type DeviceSignIn = {
  readonly deviceCode: Secret;
  readonly userCode: string;
  readonly expiresIn: number;
  readonly interval: number;
};

/**
 * Begins the sign-in of a client that has no browser (RFC 8628): a code that the client keeps and asks
 * with, and one that its person approves in theirs. Where as many wait as may, one of the busiest network
 * gives way, so that nobody keeps a whole organisation's clients out.
 *
 * @throws Problem `not_found` for an organisation that does not exist; `too_many_requests` where too many wait
 * that came from the same place.
 */
export async function beginDeviceSignIn(
  { db }: { readonly db: Database },
  input: {
    readonly slug: string;
    /** What the client calls itself, for the person to recognise. */
    readonly name: string;
    readonly client: Client;
    readonly requestId: string;
  },
): Promise<DeviceSignIn> {
  const tenant = await resolveTenant(db, input.slug);
  if (tenant === null) throw new Problem("not_found");
  const tenantId = tenant.tenant_id;
  const scope = { tenantId, workspaceIds: [] };
  const caller = { ...systemCaller("device-sign-in", scope, "api"), requestId: input.requestId };
  const at = now();
  const { token, hash } = makeToken("pcd");
  const userCode = makeUserCode();
  const address = input.client.address?.slice(0, 64) || null;
  await withTenant(db, caller, async (tx) => {
    // One after the other, or many at the same moment would each count the same few.
    await tx.$queryRaw`
      select tenant_id from portcullis.tenants
      where tenant_id = (select portcullis.tenant_id()) for no key update`;
    const waiting = await tx.deviceCode.findMany({
      where: { tenantId, state: "waiting", expiresAt: { gt: at } },
      select: { id: true, address: true },
      orderBy: { createdAt: "asc" },
    });
    const place = placeOf(address);
    const ofPlace = waiting.filter((one) => placeOf(one.address) === place).length;
    if (ofPlace >= MAX_WAITING_OF_PLACE)
      throw new Problem("too_many_requests", {
        detail: "Too many sign-ins are waiting to be approved.",
        headers: { "retry-after": String(DEVICE_SECONDS) },
      });
    const last = waiting.length >= MAX_WAITING ? givesWay(waiting) : null;
    // Approved at this very moment, it waits no more, and stays.
    if (last !== null)
      await tx.deviceCode.deleteMany({ where: { tenantId, id: last.id, state: "waiting" } });
    await tx.deviceCode.create({
      data: {
        ...{ tenantId, id: newId(), deviceHash: new Uint8Array(hash), userCode },
        ...{ client: input.name, userAgent: shownAgent(input.client.userAgent), address },
        ...{ createdAt: at, expiresAt: new Date(at.getTime() + DEVICE_SECONDS * 1000) },
        pollSeconds: POLL_SECONDS,
      },
    });
  });
  return { deviceCode: token, userCode, expiresIn: DEVICE_SECONDS, interval: POLL_SECONDS };
}

/** An IPv4 address is one place; of IPv6, whoever has one address has all of its network. */
function placeOf(address: string | null): string | null {
  return address?.includes(":") ? (networkOf(address) ?? address) : address;
}
