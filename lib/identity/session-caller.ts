import type { Caller } from "@/lib/access";

/** A signed-in member: a caller that also knows its session and its organisation's address. */
export type SessionCaller = Caller & {
  readonly kind: "member";
  readonly memberId: string;
  readonly email: string;
  readonly tenant: { readonly slug: string; readonly name: string };
  readonly session: {
    readonly id: string;
    readonly expiresAt: Date;
    /** Whether the cookie's token is the current one and old enough to be replaced. */
    readonly remintDue: boolean;
  };
};
