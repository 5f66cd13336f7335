import { refuse } from "@/app/api/handle";
import { configuration, house } from "@/app/rooms";
import { checkBoot } from "@/lib/db";
import { countDegradedDirectories } from "@/lib/directory";
import { countFailingProviders } from "@/lib/identity";
import { Problem, requestIdFrom } from "@/lib/kernel";
import { askedSeldom, type Dependency, readiness } from "@/lib/telemetry";

export const dynamic = "force-dynamic";

const PROVIDERS_MILLISECONDS = 5_000;
const ISOLATION_MILLISECONDS = 10_000;

const DEPENDENCIES: Readonly<Record<string, Dependency>> = {
  database: { ask: async () => (await house()).db.pool.query("select 1") },
  // A policy that somebody drops while we run must not go unseen.
  isolation: {
    ask: askedSeldom(ISOLATION_MILLISECONDS, async () => {
      const { db, config } = await house();
      await checkBoot(db, config);
    }),
  },
  // Whoever is in stays in without it, so it does not take the console out of service.
  // Who comes through a provider that is down waits; whoever is in, and other organisations, do not.
  identity_providers: {
    ask: askedSeldom(PROVIDERS_MILLISECONDS, async () => {
      if ((await countFailingProviders((await house()).db)) > 0)
        throw new Error("some are failing");
    }),
    optional: true,
  },
  // Nobody loses anything by it at once; but who leaves there may not be known to have left.
  directories: {
    ask: askedSeldom(PROVIDERS_MILLISECONDS, async () => {
      if ((await countDegradedDirectories((await house()).db)) > 0)
        throw new Error("some are silent or refused");
    }),
    optional: true,
  },
  sign_in: { ask: async () => (await house()).signInDoor(), optional: true },
};

/** Whether the process can serve: each thing it depends on, and whether that works. */
export async function GET(request: Request): Promise<Response> {
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  const { ready, status, checks } = await readiness(DEPENDENCIES);
  if (ready) {
    const headers = { "cache-control": "no-store", "x-request-id": requestId };
    return Response.json({ status, checks }, { headers });
  }
  const down = Object.keys(checks).filter((name) => checks[name]?.ok === false);
  const problem = new Problem("unavailable", {
    detail: `Not ready: ${down.join(", ")}.`,
    extensions: { checks },
  });
  return refuse(problem, {
    origin: configuration().origins.console,
    instance: "/readyz",
    requestId,
  });
}
