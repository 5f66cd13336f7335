"use server";
import type { ShownPlaces } from "@/lib/access";
import {
  createApiKey,
  newApiKeySchema,
  revokeApiKey,
  revokeApiKeySchema,
  rotateApiKey,
  rotateApiKeySchema,
} from "@/lib/credentials";
import { act } from "../../attempt";

/** Creates an API key. It leaves the server once, in this answer. */
export async function create(
  slug: string,
  input: {
    readonly name: string;
    readonly capabilities: readonly string[];
    readonly expiresAt: string | null;
    readonly workspaces?: ShownPlaces | undefined;
  },
) {
  return await act(slug, newApiKeySchema, input, async (house, caller, given) => {
    const { token, ...rest } = await createApiKey(house, caller, given);
    return { ...rest, token: token.reveal() };
  });
}

/** Gives a key its successor, which leaves the server once, in this answer. */
export async function rotate(
  slug: string,
  id: string,
  input: { readonly overlapSeconds: number; readonly expiresAt?: string | null },
) {
  return await act(slug, rotateApiKeySchema, input, async (house, caller, given) => {
    const { token, ...rest } = await rotateApiKey(house, caller, id, given);
    return { ...rest, token: token.reveal() };
  });
}

/** Revokes an API key, alone or with those it was rotated into. */
export async function revoke(
  slug: string,
  id: string,
  input: { readonly successors: "keep" | "revoke" },
) {
  return await act(slug, revokeApiKeySchema, input, (house, caller, given) =>
    revokeApiKey(house, caller, id, given),
  );
}
