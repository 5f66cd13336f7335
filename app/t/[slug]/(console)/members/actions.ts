"use server";
import type { Role } from "@/lib/access";
import {
  addPerson,
  changeMemberRole,
  newMemberSchema,
  removalSchema,
  removeMember,
  restoreMember,
  roleSchema,
} from "@/lib/people";
import { act } from "../../attempt";

/** Adds a person whom the organisation's identity provider knows. */
export async function add(
  slug: string,
  input: {
    readonly name: string;
    readonly email: string;
    readonly subject: string;
    readonly role: Role;
  },
) {
  return await act(slug, newMemberSchema, input, (house, caller, given) =>
    addPerson(house, caller, given),
  );
}

/** Gives a member another role. */
export async function changeRole(slug: string, id: string, input: { readonly role: Role }) {
  return await act(slug, roleSchema, input, (house, caller, given) =>
    changeMemberRole(house, caller, id, given),
  );
}

/** Takes a former member back. */
export async function restore(slug: string, id: string, input: { readonly role: Role }) {
  return await act(slug, roleSchema, input, (house, caller, given) =>
    restoreMember(house, caller, id, given),
  );
}

/** Removes a member. */
export async function remove(
  slug: string,
  id: string,
  input: { readonly keys: "revoke" | "keep" },
) {
  return await act(slug, removalSchema, input, (house, caller, given) =>
    removeMember(house, caller, id, given),
  );
}
