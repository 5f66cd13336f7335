"use server";
import { readNotices, readNoticesSchema } from "@/lib/notices";
import { act } from "../../attempt";

/** Notes that the caller has read their notices. */
export async function markRead(slug: string, input: { readonly ids?: string[] }) {
  return await act(slug, readNoticesSchema, input, (house, caller, given) =>
    readNotices(house, caller, given),
  );
}
