import { roleName, roleNameOf } from "@/components/shell/roles";
import type { Permit } from "@/components/ui/permitted";
import { mayDo, type Permission, permissionsOf, ROLES } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";

/** Whether the caller may, and if not, who may. For showing only: use cases judge again. */
export function permit(caller: SessionCaller, permission: Permission): Permit {
  const able = ROLES.filter((role) => permissionsOf(role).has(permission)).map((role) =>
    roleName(role).toLowerCase(),
  );
  const last = able.pop();
  const who = able.length > 0 ? `${able.join(", ")} or ${last}` : (last ?? "nobody");
  return {
    may: mayDo(caller, permission),
    why: `Your role, ${roleNameOf(caller).toLowerCase()}, may not do this. It needs ${who}.`,
  };
}
