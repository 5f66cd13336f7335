"use server";
import { z } from "zod";
import {
  archiveWorkspace,
  createWorkspace,
  type NewWorkspaceInput,
  newWorkspaceSchema,
  renameSchema,
  renameTenant,
  renameWorkspace,
  reopenWorkspace,
} from "@/lib/access";
import { act } from "../../attempt";

/** Gives the organisation another name. */
export async function nameTenant(slug: string, input: { readonly name: string }) {
  return await act(slug, renameSchema, input, (house, caller, given) =>
    renameTenant(house, caller, given),
  );
}

/** Gives a workspace another name. */
export async function nameWorkspace(slug: string, id: string, input: { readonly name: string }) {
  return await act(slug, renameSchema, input, (house, caller, given) =>
    renameWorkspace(house, caller, id, given),
  );
}

const nothing = z.undefined();

/** Makes another workspace. */
export async function makeWorkspace(slug: string, input: NewWorkspaceInput) {
  return await act(slug, newWorkspaceSchema, input, (house, caller, given) =>
    createWorkspace(house, caller, given),
  );
}

/** Puts an empty workspace away. */
export async function putAway(slug: string, id: string) {
  return await act(slug, nothing, undefined, (house, caller) =>
    archiveWorkspace(house, caller, id),
  );
}

/** Takes a workspace back. */
export async function takeBack(slug: string, id: string) {
  return await act(slug, nothing, undefined, (house, caller) => reopenWorkspace(house, caller, id));
}
