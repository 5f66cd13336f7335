"use server";
import { renameSchema, renameTenant, renameWorkspace } from "@/lib/access";
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
