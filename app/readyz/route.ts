import { refuse } from "@/app/api/handle";
import { configuration, house } from "@/app/rooms";
import { databaseProblem, databaseVersion } from "@/lib/db";
import { Problem, requestIdFrom, toProblem } from "@/lib/kernel";

export const dynamic = "force-dynamic";

const DEADLINE_MS = 2_000;

/** Whether the process can serve: its database answers, and keeps tenants apart as it must. */
export async function GET(request: Request): Promise<Response> {
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Problem("unavailable")), DEADLINE_MS);
  });
  try {
    await Promise.race([askDatabase(), deadline]);
    const headers = { "cache-control": "no-store", "x-request-id": requestId };
    return Response.json({ status: "ready" }, { headers });
  } catch (error) {
    const problem = toProblem(databaseProblem(error));
    return refuse(problem, {
      origin: configuration().origins.console,
      instance: "/readyz",
      requestId,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function askDatabase(): Promise<void> {
  const { db } = await house();
  await databaseVersion(db.pool);
}
