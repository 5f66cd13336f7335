"use server";
import { z } from "zod";
import {
  createGrant,
  discoverTools,
  newGrantSchema,
  publishRules,
  publishRulesSchema,
  removeServer,
  revokeGrant,
} from "@/lib/servers";
import { act } from "../../../attempt";

const nothing = z.undefined();

/** Asks the server what tools it offers. */
export async function checkTools(slug: string, serverId: string) {
  return await act(slug, nothing, undefined, (house, caller) =>
    discoverTools(house, caller, serverId),
  );
}

/** Removes the server; its grants end. */
export async function remove(slug: string, serverId: string) {
  return await act(slug, nothing, undefined, (house, caller) =>
    removeServer(house, caller, serverId),
  );
}

/** Publishes rules in place of the version whose hash is given, or as the first. */
export async function publish(
  slug: string,
  serverId: string,
  input: {
    readonly document: unknown;
    readonly expectedHash: string | null;
    readonly onlyFirst: boolean;
  },
) {
  return await act(slug, publishRulesSchema, input, (house, caller, given) =>
    publishRules(house, caller, serverId, given),
  );
}

/** Creates a grant. Its token leaves the server once, in this answer. */
export async function grant(
  slug: string,
  serverId: string,
  input: { readonly name: string; readonly expiresAt: string | null },
) {
  return await act(slug, newGrantSchema, input, async (house, caller, given) => {
    const { token, ...rest } = await createGrant(house, caller, serverId, given);
    return { ...rest, token: token.reveal() };
  });
}

/** Revokes a grant. */
export async function revoke(slug: string, serverId: string, grantId: string) {
  return await act(slug, nothing, undefined, (house, caller) =>
    revokeGrant(house, caller, serverId, grantId),
  );
}
