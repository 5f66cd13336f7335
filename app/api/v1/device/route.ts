import { clientOf } from "@/lib/identity";
import { beginDeviceSignIn, shownUserCode } from "@/lib/tokens";
import { answer, openDoor } from "../../open";
import { readForm } from "../../read-input";
import { deviceRequestSchema } from "./device.schema";

export const dynamic = "force-dynamic";

/** Begins the sign-in of a client without a browser (RFC 8628). */
export async function POST(request: Request): Promise<Response> {
  return await openDoor(request, async (rooms, requestId) => {
    const body = await readForm(request, deviceRequestSchema);
    const begun = await beginDeviceSignIn(rooms, {
      slug: body.organisation,
      name: body.client_name,
      client: clientOf(request.headers),
      requestId,
    });
    const shown = shownUserCode(begun.userCode);
    const page = `${rooms.config.origins.console}/t/${encodeURIComponent(body.organisation)}/device`;
    return answer({
      device_code: begun.deviceCode.reveal(),
      user_code: shown,
      verification_uri: page,
      verification_uri_complete: `${page}?code=${shown}`,
      expires_in: begun.expiresIn,
      interval: begun.interval,
    });
  });
}
