import type { House } from "@/app/house";
import { mayDo, nameRecords } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";
import { toProblem } from "@/lib/kernel";
import { listMembers } from "@/lib/people";
import {
  getReview,
  getReviewLine,
  type LineFilter,
  listReviewLines,
  listReviews,
  type ReviewFilter,
} from "@/lib/reviews";

const LIMIT = 50;
/** So many people can be chosen from; the API takes any. */
const MOST = 200;

type Paged<Filter> = Filter & { readonly cursor: string | undefined };

/** A page of the reviews, the names of who decides them, and who could. */
export async function readReviews(house: House, caller: SessionCaller, view: Paged<ReviewFilter>) {
  const [page, people] = await Promise.all([
    listReviews(house, caller, { ...view, limit: LIMIT }),
    readPeople(house, caller),
  ]);
  const references = page.data.flatMap(({ reviewers }) => reviewers.map((id) => `member:${id}`));
  const names = await nameRecords(house, caller, references);
  return { page, people, names: Object.fromEntries(names) };
}

/** One review with a page of its lines, the open one, and the names behind their references. */
export async function readReview(
  house: House,
  caller: SessionCaller,
  id: string,
  { openId, ...filter }: Paged<LineFilter> & { readonly openId: string | undefined },
) {
  const [review, lines, open, people] = await Promise.all([
    getReview(house, caller, id),
    listReviewLines(house, caller, id, { ...filter, limit: LIMIT }),
    openId === undefined ? null : readLine(house, caller, id, openId),
    readPeople(house, caller),
  ]);
  const shown = open === null ? lines.data : [...lines.data, open];
  const names = await nameRecords(house, caller, [
    review.createdBy,
    ...review.reviewers.map((one) => `member:${one}`),
    ...shown.flatMap(({ decidedBy, held }) => [
      ...(decidedBy === null ? [] : [decidedBy]),
      ...held.filter((one) => one.startsWith("server:")),
    ]),
  ]);
  return { review, lines, open, people, names: Object.fromEntries(names) };
}

/** Who may decide reviews, for those who may begin one. */
async function readPeople(house: House, caller: SessionCaller) {
  if (!mayDo(caller, "reviews:write") || !mayDo(caller, "members:read")) return [];
  const { data } = await listMembers(house, caller, {
    limit: MOST,
    status: "active",
    sort: "name",
  });
  const able = data.filter(({ permissions }) =>
    permissions.some((one) => one === "reviews:write" || one === "admin:all"),
  );
  return able.map(({ id, name }) => ({ id, name }));
}

/** An unknown line leaves the review standing; anything else is the page's problem. */
async function readLine(house: House, caller: SessionCaller, reviewId: string, id: string) {
  try {
    return await getReviewLine(house, caller, reviewId, id);
  } catch (thrown) {
    if (toProblem(thrown).code === "not_found") return null;
    throw thrown;
  }
}
