import { createTenant } from "@/lib/access";
import { createOidcConnection, createSamlConnection, openJackson } from "@/lib/identity";
import { databaseUrl, newId } from "@/lib/kernel";
import { asAdmin } from "../../bin/database/admin";
import type { House } from "../house/raise-house";
import { benchScript } from "../house/raise-house";
import type { Pace } from "../pace";
import type { Slot, SlotResult } from "../process/slot";
import { type Result, resultOf } from "../result";
import { type Contender, runRounds } from "../rounds";

const CALLERS = 8;
const SUBJECT = "bench";
/** A sign-in goes through far more code than a call: it takes longer until that is warm. */
const WARM_UP_MS = 2000;

/**
 * Sign-ins a second, from the organisation's address to a session, over SAML and over OpenID Connect
 * in the same rounds. The provider runs on the same machine, in a process of its own.
 */
export async function benchSignIns(
  house: House,
  pace: Pace,
  only: (name: string) => boolean,
): Promise<Result[]> {
  if (!only("signin.saml") && !only("signin.oidc")) return [];
  const provider = await house.start({
    name: "identity-provider",
    command: [process.execPath, benchScript("identity-provider")],
  });
  const connections = await connect(house, provider.ready as ProviderFacts);
  const slot: Slot = { callers: CALLERS, milliseconds: pace.slotMs, warmUp: WARM_UP_MS };
  const contenders: Contender[] = [];
  for (const { kind, slug, connection } of connections) {
    const driver = await house.startDriver("sign-in", {
      args: [kind],
      role: "portcullis_web",
      env: {
        ...{ PORTCULLIS_HOME: house.folder, PORTCULLIS_MODE: "evaluation" },
        PORT_DATABASE: new URL(house.adminUrl).port,
        ...{ BENCH_CONNECTION: connection, BENCH_SLUG: slug },
      },
    });
    contenders.push({
      name: kind,
      run: () => driver.ask<SlotResult>(slot),
      processes: { console: driver.pid, provider: provider.pid, database: house.databasePid },
    });
  }
  const measured = await runRounds(contenders, pace.rounds);
  await provider.stop();
  return (["saml", "oidc"] as const)
    .filter((kind) => only(`signin.${kind}`))
    .map((kind) => resultOf(`signin.${kind}`, "sign-ins/s", kind, measured));
}

type ProviderFacts = { readonly origin: string; readonly certificate: string };

/** A tenant for each protocol, with one member whom the provider knows. */
async function connect(house: House, { origin, certificate }: ProviderFacts) {
  const { config, secrets, web } = house;
  const jacksonDatabaseUrl = databaseUrl(config, secrets, "jackson_svc");
  const jackson = await openJackson({ ...config, jacksonDatabaseUrl }, secrets);
  const made = [];
  for (const kind of ["saml", "oidc"] as const) {
    const slug = `sign-in-${kind}`;
    const { tenantId } = await createTenant(web, { slug, name: slug, actor: "bench" });
    const { connection } =
      kind === "saml"
        ? await createSamlConnection(jackson, config.mode, {
            ...{ tenantId, slug },
            provider: {
              fields: {
                ...{ entityId: `${origin}/entity`, ssoUrl: `${origin}/saml` },
                ...{ certificates: [certificate], wantsSignedRequests: false },
              },
            },
          })
        : await createOidcConnection(jackson, {
            ...{ tenantId, slug, discoveryUrl: origin, clientId: slug, clientSecret: "secret" },
          });
    await arrange(house, tenantId, kind, connection);
    made.push({ kind, slug, connection });
  }
  await jackson.close();
  return made;
}

/** What the console would have arranged: a member, the connection in use, the domain verified. */
async function arrange(house: House, tenantId: string, kind: string, connection: string) {
  const memberId = newId();
  const statements: [string, unknown[]][] = [
    [
      `insert into portcullis.members (tenant_id, id, email, name, role)
       values ($1, $2, 'bench@bench.test', 'Bench', 'viewer')`,
      [tenantId, memberId],
    ],
    [
      `insert into portcullis.member_identities (tenant_id, connection, subject, member_id)
       values ($1, $2, $3, $4)`,
      [tenantId, connection, SUBJECT, memberId],
    ],
    [
      `insert into portcullis.connections
         (tenant_id, id, broker_id, kind, vendor, name, state, created_by)
       values ($1, gen_random_uuid(), $2, $3, 'other', 'Bench', 'active', 'system:bench')`,
      [tenantId, connection, kind],
    ],
    [
      `insert into portcullis.domains (tenant_id, id, name, state, challenge, created_by)
       values ($1, gen_random_uuid(), 'bench.test', 'verified', 'a challenge of the bench', 'system:bench')`,
      [tenantId],
    ],
  ];
  await asAdmin(house.adminUrl, async (client) => {
    for (const [sql, values] of statements) await client.query(sql, values);
  });
}
