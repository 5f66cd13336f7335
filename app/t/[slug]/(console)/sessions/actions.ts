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

/** Ends every other session of the caller's own. */
export async function endOthers(slug: string) {
  return await act(slug, z.null(), null, (house, caller) => endOtherSessions(house, caller));
}
