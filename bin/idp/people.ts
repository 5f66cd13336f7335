import { createHash, timingSafeEqual } from "node:crypto";
import type { ProviderSecrets, ProviderUser } from "../supervisor/secrets";

export type Person = ProviderUser & { tenant: string };

export type People = {
  /** The person of this client's tenant with this mail address and password, or null. */
  check(clientId: string, email: string, password: string): Person | null;
  /** The person with this subject, if this client may know them. */
  find(subject: string, clientId: string | undefined): Person | null;
  /** The tenant a client belongs to. */
  tenantOf(clientId: string): string | null;
};

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Who may sign in. A client stands for one tenant and lets only that tenant's people in. */
export function createPeople(secrets: ProviderSecrets): People {
  const all = Object.entries(secrets.users).flatMap(([tenant, users]) =>
    users.map((user): Person => ({ ...user, tenant })),
  );
  const tenants = new Map(
    Object.entries(secrets.clients).map(([tenant, client]) => [client.id, tenant]),
  );
  const tenantOf = (clientId: string) => tenants.get(clientId) ?? null;

  return {
    tenantOf,
    check(clientId, email, password) {
      const tenant = tenantOf(clientId);
      const wanted = email.trim().toLowerCase();
      const person = all.find((one) => one.tenant === tenant && one.email === wanted);
      // Compared even where nobody was found, so that time does not tell who exists.
      const same = timingSafeEqual(digest(password), digest(person?.password ?? ""));
      return person && same ? person : null;
    },
    find(subject, clientId) {
      const person = all.find((one) => one.subject === subject);
      if (!person) return null;
      return clientId === undefined || tenantOf(clientId) === person.tenant ? person : null;
    },
  };
}
