import type { Caller, Permission } from "@/lib/access";
import { Problem } from "@/lib/kernel";
import { allowedCapabilities, type KeyPolicy, policyEnd } from "./judge-policy";
import { endIsWithinOwn } from "./judge-rotation";

/**
 * When a new key ends: as it was wanted, or, where nothing was and the policy knows an age, at that age.
 *
 * @throws Problem `unprocessable` at `/expiresAt` for an end that has passed, that is later than the
 * policy or the key that makes it allows.
 */
export function newKeyEnd(
  caller: Pick<Caller, "endsAt">,
  policy: KeyPolicy,
  wanted: Date | null,
  at: Date,
): Date | null {
  const latest = policyEnd(policy, at);
  const end = wanted ?? latest;
  if (end !== null && end <= at) throw fault("The end must be in the future");
  if (latest !== null && end !== null && end > latest) {
    throw fault(`Your organisation lets a key work for ${policy.maxAgeDays} days at most`);
  }
  if (!endIsWithinOwn(caller, end)) throw fault("A key cannot make one that outlives it");
  return end;
}

function fault(message: string): Problem {
  return new Problem("unprocessable", {
    extensions: { fields: [{ path: "/expiresAt", message }] },
  });
}

/** Throws `unprocessable` at the place of each capability that the organisation lets no key hold. */
export function refuseUnallowed(policy: KeyPolicy, capabilities: readonly Permission[]): void {
  const fields = capabilities.flatMap((name, index) =>
    allowedCapabilities(policy, [name]).includes(name)
      ? []
      : [
          {
            path: `/capabilities/${index}`,
            message: "Your organisation lets no key hold this capability",
          },
        ],
  );
  if (fields.length > 0) throw new Problem("unprocessable", { extensions: { fields } });
}
