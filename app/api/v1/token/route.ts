import { clientOf } from "@/lib/identity";
import { Problem } from "@/lib/kernel";
import { redeemDeviceCode, refreshSession } from "@/lib/tokens";
import { answer, openDoor } from "../../open";
import { readForm } from "../../read-input";
import { DEVICE_GRANT, tokenRequestSchema } from "./token.schema";

export const dynamic = "force-dynamic";

/**
 * Gives an access token and the next refresh token for a refresh token or an approved device code
 * (RFC 6749, RFC 8628). A refusal is a problem document that also has RFC 6749's `error`.
 */
export async function POST(request: Request): Promise<Response> {
  return await openDoor(request, async (rooms, requestId) => {
    const body = await readForm(request, tokenRequestSchema);
    const client = clientOf(request.headers);
    try {
      const pair =
        body.grant_type === DEVICE_GRANT
          ? await redeemDeviceCode(rooms, { code: body.device_code, client, requestId })
          : await refreshSession(rooms, { token: body.refresh_token, client, requestId });
      return answer({
        access_token: pair.accessToken,
        token_type: "Bearer",
        expires_in: pair.expiresIn,
        refresh_token: pair.refreshToken.reveal(),
      });
    } catch (error) {
      throw named(error);
    }
  });
}

/** OAuth's clients read `error`: for these problems it is the code, as RFC 6749 and RFC 8628 name them. */
function named(error: unknown): unknown {
  if (!(error instanceof Problem) || error.status !== 400) return error;
  return new Problem(error.code, {
    detail: error.detail,
    ...(error.internal === undefined ? {} : { internal: error.internal }),
    extensions: { ...error.extensions, error: error.code },
  });
}
