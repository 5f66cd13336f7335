"use server";
import { z } from "zod";
import type { RoleDraft } from "@/components/roles/role-editor";
import { changeRole, createRole, newRoleSchema, removeRole, roleChangeSchema } from "@/lib/access";
import { act } from "../../attempt";

const nothing = z.undefined();

/** Makes a role of the organisation's own. */
export async function makeRole(slug: string, input: RoleDraft) {
  return await act(slug, newRoleSchema, input, (house, caller, given) =>
    createRole(house, caller, given),
  );
}

/** Changes a role of the organisation's own that was read at a version. */
export async function saveRole(slug: string, id: string, version: number, input: RoleDraft) {
  return await act(slug, roleChangeSchema, { ...input, version }, (house, caller, given) =>
    changeRole(house, caller, id, given),
  );
}

/** Takes a role of the organisation's own away. */
export async function dropRole(slug: string, id: string) {
  return await act(slug, nothing, undefined, (house, caller) => removeRole(house, caller, id));
}
