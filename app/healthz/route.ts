export const dynamic = "force-dynamic";

/** Whether the process answers at all. Says nothing of what it depends on. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
