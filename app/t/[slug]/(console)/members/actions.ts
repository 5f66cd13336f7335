"use server";
import { z } from "zod";
import type { NewMember } from "@/components/members/add-member";
import type { MemberPlaces } from "@/components/members/change-workspaces";
import type { ChosenRole } from "@/components/members/role-choice";
import type { MadeFate } from "@/lib/access";
import { resetFactors, resetFactorsQuerySchema } from "@/lib/factors";
import { endSessionsOf } from "@/lib/identity";
import {
  addPerson,
  changeMemberRole,
  changeMemberWorkspaces,
  memberPlacesSchema,
  memberRoleChangeSchema,
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
export async function changeRole(
  slug: string,
  id: string,
  input: ChosenRole & { readonly keys?: MadeFate | undefined },
) {
  return await act(slug, memberRoleChangeSchema, input, (house, caller, given) =>
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

/** Says which workspaces a member sees. */
export async function place(slug: string, id: string, input: MemberPlaces) {
  return await act(slug, memberPlacesSchema, input, (house, caller, given) =>
    changeMemberWorkspaces(house, caller, id, given),
  );
}

/** Takes a member's second factors away. */
export async function reset(slug: string, id: string, input: { readonly reason: string }) {
  return await act(slug, resetFactorsQuerySchema.required(), input, (house, caller, given) =>
    resetFactors(house, caller, id, given),
  );
}

/** Ends every session of a member. */
export async function endSessions(slug: string, id: string) {
  return await act(slug, z.string(), id, (house, caller, given) =>
    endSessionsOf(house, caller, given),
  );
}
