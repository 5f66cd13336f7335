import type { Caller } from "@/lib/access";

/** A signed-in member: a caller that also knows its session and its organisation's address. */
export type SessionCaller = Caller & {
  readonly kind: "member";
  readonly memberId: string;
  readonly email: string;
  readonly tenant: { readonly slug: string; readonly name: string };
  readonly session: {
    readonly id: string;
    /** A browser's, or that of a client such as the command line. */
    readonly kind: "browser" | "client";
    readonly expiresAt: Date;
    /** How they proved who they are (RFC 8176). */
    readonly amr: readonly string[];
    /** Whether the cookie's token is the current one and old enough to be replaced. */
    readonly remintDue: boolean;
    /** Whether policy asks for a second factor that was never proven in it. Few doors let such a one in. */
    readonly lacksFactor: boolean;
  };
};
