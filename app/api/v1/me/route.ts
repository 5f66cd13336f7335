import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

/** Who calls, and what they may do. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    answer: async ({ caller }) =>
      ok({
        kind: caller.kind,
        id: caller.actor.slice(caller.actor.indexOf(":") + 1),
        name: caller.name,
        email: caller.kind === "member" ? caller.email : null,
        role: caller.role,
        permissions: [...caller.permissions].sort(),
        tenant: { id: caller.tenantId, ...caller.tenant },
        workspaceIds: caller.workspaceIds,
        sessionExpiresAt: caller.kind === "member" ? caller.session.expiresAt.toISOString() : null,
      }),
  }),
});
