"use server";
import { z } from "zod";
import { readNotices } from "@/lib/notices";
import { act } from "../../attempt";

/** Notes that the caller has read all their notices. */
export async function markRead(slug: string, which: string) {
  return await act(slug, z.literal("all"), which, (house, caller) =>
    readNotices(house, caller, {}),
  );
}
