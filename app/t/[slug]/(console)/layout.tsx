import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { QueryProvider } from "@/components/live/query-provider";
import { roleNameOf } from "@/components/shell/roles";
import { Shell } from "@/components/shell/shell";
import { THEME_COOKIE, themeFrom } from "@/components/shell/theme";
import { Toaster } from "@/components/shell/toaster";
import { listWorkspaces, mayDo } from "@/lib/access";
import { countUnread } from "@/lib/notices";
import { readFor, visitor } from "../attempt";
import { permit } from "./permit";

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly children: ReactNode;
};

/** The frame of a tenant's console. Each page asks for its caller itself: a frame guards nothing. */
export default async function ConsoleLayout({ params, children }: Props) {
  const { slug, caller } = await visitor(params);
  const theme = themeFrom((await cookies()).get(THEME_COOKIE)?.value);
  const unread = await readFor(caller, (house) => countUnread(house, caller));
  const who = {
    slug,
    tenantName: caller.tenant.name,
    name: caller.name,
    roleName: roleNameOf(caller),
    theme,
    // A frame without a number is better than no page: the page itself says what fails.
    unread: unread.ok ? unread.value : null,
  };
  const workspaces = mayDo(caller, "workspaces:read")
    ? await readFor(caller, (house) => listWorkspaces(house, caller))
    : null;
  const all = workspaces?.ok ? workspaces.value.data.map(({ id, name }) => ({ id, name })) : [];
  const [only] = caller.workspaceIds;
  const chosen = all.length > 1 && caller.workspaceIds.length === 1 ? (only ?? null) : null;
  const acts = {
    registerServer: permit(caller, "providers:create"),
    createGrant: permit(caller, "grants:write"),
  };
  return (
    <QueryProvider>
      <Shell who={{ ...who, workspaces: { all, chosen } }} acts={acts}>
        {children}
      </Shell>
      <Toaster />
    </QueryProvider>
  );
}
