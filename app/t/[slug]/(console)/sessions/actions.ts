"use server";
import { z } from "zod";
import { endOneSession, endOtherSessions } from "@/lib/identity";
import { act } from "../../attempt";

/** Ends one session: one's own, or another person's where the caller may. */
export async function end(slug: string, id: string) {
  return await act(slug, z.string(), id, (house, caller, given) =>
    endOneSession(house, caller, given),
  );
}

/** Ends every other session of the caller's own. Said in a word, so that no stray call does it. */
export async function endOthers(slug: string, which: string) {
  return await act(slug, z.literal("others"), which, (house, caller) =>
    endOtherSessions(house, caller),
  );
}
