import { addMember, type Caller, createTenant, permissionsOf, systemCaller } from "@/lib/access";
import { createApiKey, listApiKeys, revokeApiKey } from "@/lib/credentials";
import type { Database } from "@/lib/db";
import type { Jackson } from "@/lib/identity";
import { connectTenant } from "./connection";
import {
  type EvaluationTenant,
  type EvaluationUser,
  type SeedContext,
  upstreamUrl,
} from "./context";
import type { Inventory } from "./inventory";
import { seedServers } from "./servers";
import { seedSignIn } from "./sign-in";
import { emailOf, SEED_USERS, type SeedTenant } from "./tenants";

type Context = SeedContext & { db: Database; jackson: Jackson };

/**
 * Makes one evaluation tenant, or what of it is missing: a start that was cut off leaves a part,
 * and the next one goes on from there.
 */
export async function seedTenant(
  context: Context,
  tenant: SeedTenant,
  inventory: Inventory,
): Promise<EvaluationTenant> {
  const found = inventory.tenants.find(({ slug }) => slug === tenant.slug);
  const made = found
    ? { tenantId: found.id, workspaceId: found.workspaceId }
    : await createTenant(context.db, { ...tenant, actor: "seed" });
  const caller = systemCaller("seed", {
    tenantId: made.tenantId,
    workspaceIds: [made.workspaceId],
  });
  const users = await seedMembers(context, tenant.slug, caller, found?.emails ?? []);
  const grants = await seedServers(context, caller, upstreamUrl(context.config));
  const apiKey = await seedApiKey(context, caller);
  return { slug: tenant.slug, id: made.tenantId, users, apiKey, grants };
}

const API_KEY_NAME = "Evaluation";

/** A key that may do all an admin may. Shown once, so a lost one is revoked and made anew. */
async function seedApiKey({ db }: Context, caller: Caller): Promise<string> {
  const { data: present } = await listApiKeys({ db }, caller, { limit: 100 });
  for (const lost of present) {
    if (lost.name === API_KEY_NAME && lost.revokedAt === null) {
      await revokeApiKey({ db }, caller, lost.id);
    }
  }
  const capabilities = [...permissionsOf("admin")];
  const { token } = await createApiKey({ db }, caller, { name: API_KEY_NAME, capabilities });
  return token.reveal();
}

/** Six people, known by what the provider calls them on this tenant's connection. */
async function seedMembers(
  context: Context,
  slug: string,
  caller: Caller,
  present: readonly string[],
): Promise<EvaluationUser[]> {
  const known = context.secrets.idp.users[slug] ?? [];
  const tenant = { slug, id: caller.tenantId };
  const connection = await connectTenant(context, context.jackson, tenant);
  const { origins } = context.config;
  await seedSignIn(context.db, caller, {
    connection,
    discoveryUrl: `${origins.idp}/.well-known/openid-configuration`,
    clientId: context.secrets.idp.clients[slug]?.id ?? slug,
    domain: `${slug}.test`,
  });
  const users: EvaluationUser[] = [];
  for (const seed of SEED_USERS) {
    const email = emailOf(slug, seed);
    const person = known.find((one) => one.email === email);
    if (!person) throw new Error(`The evaluation provider does not know ${email}.`);
    if (!present.includes(email)) {
      await addMember(context.db, caller, {
        email,
        name: seed.name,
        role: seed.role,
        identity: { connection, subject: person.subject },
      });
    }
    users.push({ email, password: person.password, role: seed.role, name: seed.name });
  }
  return users;
}
