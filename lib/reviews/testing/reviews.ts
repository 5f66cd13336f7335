import { randomUUID } from "node:crypto";
import { addMember, type Caller } from "@/lib/access";
import type { TestTenant } from "@/lib/db/testing";
import { CONNECTION, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { beginReview } from "../begin-review";
import { listReviewLines } from "../list-lines";
import type { NewReviewInput } from "../review.schema";

/** An organisation whose access is reviewed. */
export type TestReviews = {
  readonly test: TestMembers;
  readonly tenant: TestTenant;
  readonly owner: Caller;
  /** A new member of that role, signed in. */
  member(role: string): Promise<{ id: string; caller: Caller }>;
  /** Begins a review, of everything unless told otherwise, by its owner. */
  begin(part?: Partial<NewReviewInput>, by?: Caller): ReturnType<typeof beginReview>;
  /** The lines of a review, as the owner reads them unless told otherwise. */
  linesOf(id: string, by?: Caller): Promise<Awaited<ReturnType<typeof listReviewLines>>["data"]>;
};

/** A date that no review passes. */
export const FAR = "2100-01-01T00:00:00Z";

/** One organisation with its owner, in a new database. */
export async function testReviews(): Promise<TestReviews> {
  const test = await testMembers();
  const tenant = await test.newTenant();
  const owner = await test.callerOf(await test.signedIn(tenant));
  return {
    ...{ test, tenant, owner },
    member: async (role) => {
      const subject = randomUUID();
      const identity = { connection: CONNECTION, subject };
      const { id } = await addMember(test.db, owner, {
        ...{ email: `${subject}@x.test`, name: role, role, identity },
      });
      const result = await test.signIn(tenant, { subject });
      if (!result.ok) throw new Error(result.reason);
      return { id, caller: await test.callerOf(result.token.reveal()) };
    },
    begin: (part = {}, by = owner) =>
      beginReview(test, by, {
        ...{ name: "Spring", dueAt: FAR, subjects: ["member", "api-key", "grant"] },
        ...{ holding: null, reviewers: [], ...part },
      }),
    linesOf: async (id, by = owner) => (await listReviewLines(test, by, id, { limit: 200 })).data,
  };
}
