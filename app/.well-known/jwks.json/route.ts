import { openDoor } from "@/app/api/open";

export const dynamic = "force-dynamic";

/** The keys that access tokens verify by (RFC 7517): public, and kept for five minutes by whoever asks. */
export async function GET(request: Request): Promise<Response> {
  return await openDoor(request, async ({ signing }) =>
    Response.json(
      { keys: await signing.publish() },
      { headers: { "cache-control": "public, max-age=300" } },
    ),
  );
}
