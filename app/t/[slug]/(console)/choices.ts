import type { House } from "@/app/house";
import type { Called, PlaceChoice, RoleChoice } from "@/components/directory/words";
import { holdsAll, isPermission, listRoles, listWorkspaces, mayDo } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";

/** What a provider's word may give to whom, and what it is called. */
export type Choices = Called & {
  readonly roles: readonly RoleChoice[];
  readonly places: readonly PlaceChoice[];
};

/** The roles that a provider's word may give and the workspaces there are, as far as the caller may see. */
export async function readChoices(house: House, caller: SessionCaller): Promise<Choices> {
  const [roles, places] = await Promise.all([
    mayDo(caller, "members:read") ? listRoles(house, caller) : { data: [] },
    mayDo(caller, "workspaces:read") ? listWorkspaces(house, caller) : { data: [] },
  ]);
  return {
    roles: roles.data
      .filter(({ id }) => id !== "owner")
      .map(({ id, name, permissions }) => ({
        ...{ role: id, name },
        givable: holdsAll(caller, permissions.filter(isPermission)),
      })),
    places: places.data.map(({ id, name }) => ({ id, name })),
  };
}
