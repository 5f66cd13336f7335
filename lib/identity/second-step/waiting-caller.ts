import type { Caller } from "@/lib/access";

/**
 * A member whose sign-in waits for its second step. They hold no permission and have no session: of
 * all that a caller may do, nothing is theirs but to prove a factor.
 */
export type WaitingCaller = Caller & {
  readonly kind: "member";
  readonly memberId: string;
  readonly email: string;
  readonly tenant: { readonly slug: string; readonly name: string };
  readonly session?: undefined;
  readonly step: {
    readonly id: string;
    readonly next: string;
    /** As the database has it: a role that the organisation made itself too. */
    readonly role: string;
    readonly connectionId: string | null;
    readonly userAgent: string | null;
    readonly address: string | null;
  };
};
