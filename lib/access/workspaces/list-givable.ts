import type { Database } from "@/lib/db";
import type { Caller } from "../caller";
import { reachOf } from "../reach";
import { read } from "../transact";
import { type WorkspaceView, workspacesOf } from "./list-workspaces";

/** What a caller can give others of workspaces: those they see, and whether every one. */
export type GivablePlaces = {
  readonly every: boolean;
  readonly workspaces: readonly WorkspaceView[];
};

/** Which workspaces the caller can give to members and keys, whichever of them they are looking at. */
export async function listGivablePlaces(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<GivablePlaces> {
  return await read(db, caller, "workspaces:read", async (tx) => ({
    every: (await reachOf(tx, caller)).every,
    workspaces: await workspacesOf(tx, caller),
  }));
}
