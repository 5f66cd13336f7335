import type { House } from "@/app/house";
import type { ExplanationView } from "@/components/roles/explain-form";
import { listRoles, listWorkspaces, mayDo, type RoleView } from "@/lib/access";
import { listApiKeys } from "@/lib/credentials";
import type { SessionCaller } from "@/lib/identity";
import { toProblem } from "@/lib/kernel";
import { accessQuestionSchema, explainAccessOf, listMembers } from "@/lib/people";

/** So many people, and so many keys, can be chosen from; the API answers for any. */
const MOST = 200;

type Asked = { readonly subject?: string; readonly can?: string; readonly in?: string };

/** The roles, the open one, whom can be asked about, and the answer to what was asked. */
export async function readRoles(
  house: House,
  caller: SessionCaller,
  openId: string | undefined,
  asked: Asked,
) {
  const [roles, members, keys, workspaces, told] = await Promise.all([
    listRoles(house, caller),
    listMembers(house, caller, { limit: MOST, status: "active", sort: "name" }),
    mayDo(caller, "api-keys:read")
      ? listApiKeys(house, caller, { limit: MOST, state: "live" })
      : { data: [] },
    mayDo(caller, "workspaces:read") ? listWorkspaces(house, caller) : { data: [] },
    explain(house, caller, asked),
  ]);
  const open: RoleView | undefined = roles.data.find(({ id }) => id === openId);
  return {
    ...{ roles: roles.data, open, told },
    workspaces: workspaces.data.map(({ id, name }) => ({ id, name })),
    subjects: [
      ...members.data.map(({ id, name }) => ({ id: `member:${id}`, name })),
      ...keys.data.map(({ id, name }) => ({ id: `api-key:${id}`, name: `${name} (API key)` })),
    ],
  };
}

/** Nothing was asked, or about nobody who is here: then there is nothing to tell. */
async function explain(
  house: House,
  caller: SessionCaller,
  { subject, can, in: place }: Asked,
): Promise<ExplanationView | null> {
  const workspaceId = place === "" ? undefined : place;
  const question = accessQuestionSchema.safeParse({ subject, permission: can, workspaceId });
  if (!question.success) return null;
  try {
    return await explainAccessOf(house, caller, question.data);
  } catch (thrown) {
    if (toProblem(thrown).status === 404) return null;
    throw thrown;
  }
}
