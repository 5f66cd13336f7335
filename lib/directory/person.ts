import type { Permission } from "@/lib/access";
import type { Tx } from "@/lib/db";
import type { DirectoryRecord } from "./directory-caller";
import type { PersonDetails } from "./read-person";

/** A person of a directory, with what the house knows of them so far. */
export type Person = {
  readonly id: string;
  readonly memberId: string | null;
  readonly active: boolean;
  readonly givenRole: string | null;
  readonly givenSees: readonly string[];
  readonly details: PersonDetails;
};

/** Who changes memberships, for which directory, in which transaction. */
export type Work = {
  readonly tx: Tx;
  readonly tenantId: string;
  readonly requestId: string;
  readonly directory: DirectoryRecord;
  /** What whoever stands behind the change may do. */
  readonly authority: ReadonlySet<Permission>;
  /** What of that they may give still; all of it where nothing else is said. */
  readonly gives?: ReadonlySet<Permission>;
};
