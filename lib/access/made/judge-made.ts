import { mayDo } from "../caller";
import { isPermission, type Permission } from "../permissions";
import { covers, type Reach } from "../reach";

/** Somebody who made keys and grants, as they are now. */
export type Maker = { readonly permissions: ReadonlySet<Permission>; readonly reach: Reach };

/** What a key may do, and where. */
export type Held = { readonly capabilities: readonly string[]; readonly reach: Reach };

/** What of a key goes beyond its maker: capabilities they do not hold, workspaces they do not see. */
export type Beyond = { readonly capabilities: readonly string[]; readonly workspaces: boolean };

/**
 * What of a key its maker could not give it today; null where they could give all of it. What this
 * program does not know counts for nothing in a key and is no excess either. Pure.
 */
export function keyBeyond(key: Held, maker: Maker): Beyond | null {
  const capabilities = key.capabilities.filter((one) => isPermission(one) && !mayDo(maker, one));
  const workspaces = !covers(maker.reach, key.reach);
  return capabilities.length === 0 && !workspaces ? null : { capabilities, workspaces };
}

/**
 * The key as its maker could make it today. One that held everything holds what its maker does. A key
 * that is left without a capability is of no use to anybody: it ends. Pure.
 */
export function lessened(key: Held, maker: Maker): Held {
  const all = key.capabilities.includes("admin:all");
  const held = all ? [...maker.permissions, ...key.capabilities] : key.capabilities;
  const capabilities = [...new Set(held)].filter((one) => isPermission(one) && mayDo(maker, one));
  return { capabilities: capabilities.sort(), reach: narrower(key.reach, maker.reach) };
}

function narrower(one: Reach, other: Reach): Reach {
  if (other.every) return one;
  if (one.every) return other;
  return { every: false, workspaces: one.workspaces.filter((id) => other.workspaces.includes(id)) };
}

/**
 * Whether a grant goes beyond its maker: they could not make one there today. What its agent may call
 * is said by the rules of the server, not by who made it. Pure.
 */
export function grantBeyond(workspaceId: string, maker: Maker): boolean {
  return (
    !mayDo(maker, "grants:write") ||
    !covers(maker.reach, { every: false, workspaces: [workspaceId] })
  );
}
