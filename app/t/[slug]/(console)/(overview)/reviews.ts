import type { House } from "@/app/house";
import { mayDo } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";
import { now } from "@/lib/kernel";
import { listReviews, type ReviewView } from "@/lib/reviews";

const NEAR_MS = 7 * 86_400_000;
const MOST = 5;

/** The open reviews that want attention, for who may see them: due within a week or overdue, or asking for something to go. */
export async function reviewsThatWait(house: House, caller: SessionCaller): Promise<ReviewView[]> {
  if (!mayDo(caller, "reviews:read")) return [];
  const { data } = await listReviews(house, caller, { state: "open", limit: 50 });
  const near = now().getTime() + NEAR_MS;
  return data
    .filter(({ dueAt, asked }) => asked > 0 || Date.parse(dueAt) < near)
    .sort((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt))
    .slice(0, MOST);
}
