"use server";
import { z } from "zod";
import type { ShownPlaces } from "@/lib/access";
import {
  changeDirectory,
  changeDirectorySchema,
  connectDirectory,
  directoryPreviewSchema,
  disconnectDirectory,
  groupMappingSchema,
  mapGroup,
  newDirectorySchema,
  previewDefaultRole,
  previewMapping,
  rotateDirectoryToken,
  rotateTokenSchema,
} from "@/lib/directory";
import { act } from "../../attempt";

const nothing = z.undefined();

/** Connects a directory. Its token leaves the server once, in this answer. */
export async function connect(
  slug: string,
  input: {
    readonly name: string;
    readonly subjectFrom: string;
    readonly defaultRole: string | null;
    readonly connectionId?: string;
  },
) {
  return await act(slug, newDirectorySchema, input, async (house, caller, given) => {
    const { token, ...rest } = await connectDirectory(house, caller, given);
    return { ...rest, token: token.reveal() };
  });
}

/** Gives a directory its next token, which leaves the server once, in this answer. */
export async function rotate(slug: string, id: string, input: { readonly overlapSeconds: number }) {
  return await act(slug, rotateTokenSchema, input, async (house, caller, given) => {
    const { token, ...rest } = await rotateDirectoryToken(house, caller, id, given);
    return { ...rest, token: token.reveal() };
  });
}

/** Gives a directory another name, or its people another role by default. */
export async function change(
  slug: string,
  id: string,
  input: {
    readonly name: string;
    readonly defaultRole: string | null;
    readonly silentAfterHours: number | null;
  },
) {
  return await act(slug, changeDirectorySchema, input, (house, caller, given) =>
    changeDirectory(house, caller, id, given),
  );
}

/** Takes a directory away. */
export async function disconnect(slug: string, id: string) {
  return await act(slug, nothing, undefined, (house, caller) =>
    disconnectDirectory(house, caller, id),
  );
}

/** Says whose membership another role without a mapped group would change. */
export async function previewRole(
  slug: string,
  id: string,
  input: { readonly defaultRole: string | null },
) {
  return await act(slug, directoryPreviewSchema, input, (house, caller, given) =>
    previewDefaultRole(house, caller, id, given),
  );
}

/** Says which role a group's people have, and what they see. */
export async function map(
  slug: string,
  id: string,
  groupId: string,
  input: { readonly role: string | null; readonly workspaces: ShownPlaces | null },
) {
  return await act(slug, groupMappingSchema, input, (house, caller, given) =>
    mapGroup(house, caller, id, groupId, given),
  );
}

/** Says whose membership that would change. */
export async function preview(
  slug: string,
  id: string,
  groupId: string,
  input: { readonly role: string | null; readonly workspaces: ShownPlaces | null },
) {
  return await act(slug, groupMappingSchema, input, (house, caller, given) =>
    previewMapping(house, caller, id, groupId, given),
  );
}
