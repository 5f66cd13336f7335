import type { House } from "@/app/house";
import { listGivablePlaces, mayDo, nameRecords } from "@/lib/access";
import { type ApiKeyFilter, apiKeyHistory, getApiKey, listApiKeys } from "@/lib/credentials";
import type { SessionCaller } from "@/lib/identity";
import { toProblem } from "@/lib/kernel";

const LIMIT = 50;

type View = ApiKeyFilter & {
  readonly cursor: string | undefined;
  readonly openId: string | undefined;
};

/** A page of the keys, the open one with its history, and the names behind their references. */
export async function readKeys(house: House, caller: SessionCaller, view: View) {
  const { openId, ...filter } = view;
  const [page, places, open] = await Promise.all([
    listApiKeys(house, caller, { ...filter, limit: LIMIT }),
    mayDo(caller, "workspaces:read") ? listGivablePlaces(house, caller) : null,
    openId === undefined ? null : readKey(house, caller, openId),
  ]);
  const entries = open?.history ?? [];
  const names = await nameRecords(house, caller, [
    ...page.data.map((key) => key.createdBy),
    ...(open === null ? [] : [open.key.createdBy]),
    ...entries.flatMap((entry) => [entry.actor, entry.target]),
  ]);
  return {
    page,
    open,
    places,
    names: Object.fromEntries(names),
    origin: house.config.origins.console,
  };
}

/** An unknown key leaves the list standing; anything else is the page's problem. */
async function readKey(house: House, caller: SessionCaller, id: string) {
  try {
    const [key, history] = await Promise.all([
      getApiKey(house, caller, id),
      apiKeyHistory(house, caller, id),
    ]);
    return { key, history };
  } catch (thrown) {
    if (toProblem(thrown).code === "not_found") return null;
    throw thrown;
  }
}
