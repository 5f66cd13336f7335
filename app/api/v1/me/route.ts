import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { meSchema } from "./me.schema";

/** Who calls, and what they may do. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getMe",
    summary: "Says who calls, and what they may do.",
    tag: "You",
    gives: meSchema,
    answer: async ({ caller }) => {
      const member = caller.kind === "member" ? caller : null;
      return ok({
        kind: caller.kind,
        id: caller.actor.slice(caller.actor.indexOf(":") + 1),
        name: caller.name,
        email: member?.email ?? null,
        role: caller.role,
        customRole: caller.customRole ?? null,
        permissions: [...caller.permissions].sort(),
        tenant: { id: caller.tenantId, ...caller.tenant },
        workspaceIds: caller.workspaceIds,
        keyExpiresAt: caller.kind === "api-key" ? (caller.endsAt?.toISOString() ?? null) : null,
        sessionExpiresAt: member?.session.expiresAt.toISOString() ?? null,
      });
    },
  }),
});
