"use server";
import type { NewMember } from "@/components/members/add-member";
import type { ChosenRole } from "@/components/members/role-choice";
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
export async function add(slug: string, input: NewMember) {
  return await act(slug, newMemberSchema, input, (house, caller, given) =>
    addPerson(house, caller, given),
  );
}

/** Gives a member another role. */
export async function changeRole(slug: string, id: string, input: ChosenRole) {
  return await act(slug, roleSchema, input, (house, caller, given) =>
    changeMemberRole(house, caller, id, given),
  );
}

/** Takes a former member back. */
export async function restore(slug: string, id: string, input: ChosenRole) {
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
