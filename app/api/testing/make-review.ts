import * as closeReview from "../v1/reviews/[id]/close/route";
import * as keepLines from "../v1/reviews/[id]/keep/route";
import * as reviewLines from "../v1/reviews/[id]/lines/route";
import * as reviews from "../v1/reviews/route";
import { type Sent, send, type TestApi } from "./api";
import { aMemberOfRole } from "./role-cases";

export const DUE = "2100-01-01T00:00:00Z";
/** What a review is begun with. */
export const newReview = (dueAt = DUE) => ({ name: "Spring", dueAt });

/** A review that is begun. */
export async function aReview(api: TestApi): Promise<Sent> {
  const made = await send(reviews, "POST", api.asMe({ body: newReview() }));
  return { params: { id: made.body.id } };
}

/** A line about that member, or about a new one, whom nobody is who asks. */
export async function aLine(api: TestApi, about?: string): Promise<Sent> {
  const member = about ?? (await aMemberOfRole(api)).params?.id;
  const { params } = await aReview(api);
  const query = "?kind=member&limit=200";
  const seen = await send(reviewLines, "GET", api.asMe({ params, query }));
  const lines: { id: string; subject: string }[] = seen.body.data;
  const line = lines.find(({ subject }) => subject === `member:${member}`);
  return { params: { ...params, lineId: line?.id ?? "" } };
}

/** Keeps one line of a review. */
export async function lineToKeep(api: TestApi): Promise<Sent> {
  const { params } = await aLine(api);
  return { params: { id: params?.id ?? "" }, body: { lines: [params?.lineId] } };
}

/** The same for a line that was kept before. */
export async function keptLine(api: TestApi): Promise<Sent> {
  const sent = await lineToKeep(api);
  await send(keepLines, "POST", api.asMe(sent));
  return sent;
}

/** The same request where nothing was held when the review began. */
export async function raised(api: TestApi, sent: Sent): Promise<Sent> {
  await api.database.admin(
    "update portcullis.access_review_lines set held = '{}' where review_id = $1",
    [sent.params?.id],
  );
  return await well(api, sent);
}

/** The same request while the connection that people come in through fails. */
export async function degraded(api: TestApi, sent: Sent): Promise<Sent> {
  await failing(api, "now() + interval '1 hour'");
  return sent;
}
/** The same request while it does not fail. */
export async function well(api: TestApi, sent: Sent): Promise<Sent> {
  await failing(api, "null");
  return sent;
}
const failing = (api: TestApi, since: string) =>
  api.database.admin(
    `update portcullis.connections set failing_since = ${since}, failure = 'unreachable' where tenant_id = $1`,
    [api.mine.tenantId],
  );

async function decideAll(api: TestApi, reviewId: string): Promise<void> {
  await api.database.admin(
    "update portcullis.access_review_lines set decision = 'keep' where review_id = $1",
    [reviewId],
  );
}

/** Decides what is left of a review, and closes it. */
export async function closed(api: TestApi, reviewId: string): Promise<void> {
  await decideAll(api, reviewId);
  await send(closeReview, "POST", api.asMe({ params: { id: reviewId } }));
}

/** A review that was closed. */
export async function aClosedReview(api: TestApi): Promise<Sent> {
  const sent = await aReview(api);
  await closed(api, sent.params?.id ?? "");
  return sent;
}

/** A review that can be closed. */
export async function aDecidedReview(api: TestApi): Promise<Sent> {
  const sent = await aReview(api);
  await decideAll(api, sent.params?.id ?? "");
  return sent;
}
