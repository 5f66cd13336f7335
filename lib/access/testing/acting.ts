import type { TestTenant } from "@/lib/db/testing";
import type { Caller } from "../caller";
import { permissionsOf, type Role } from "../permissions";

type Acting = Pick<TestTenant, "identity" | "memberId">;

/** The tenant's member as a door of the console sees them, in that role, without a session. */
export function acting({ identity, memberId }: Acting, role: Role): Caller {
  return {
    ...identity,
    kind: "member",
    actor: `member:${memberId}`,
    name: "Somebody",
    role,
    permissions: permissionsOf(role),
    source: "console",
  };
}

/** The same with the session that `makeSession` makes for them. */
export function actingInSession(of: Acting, role: Role): Caller {
  return { ...acting(of, role), session: { id: of.memberId } };
}
