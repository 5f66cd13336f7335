import { clientOf } from "@/lib/identity";
import { Problem } from "@/lib/kernel";
import {
  API_AUDIENCE,
  type Audience,
  GATE_AUDIENCE,
  redeemDeviceCode,
  refreshSession,
} from "@/lib/tokens";
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
    try {
      const client = clientOf(request.headers);
      const asked = { client, requestId, audience: audienceOf(body.audience) };
      const pair =
        body.grant_type === DEVICE_GRANT
          ? await redeemDeviceCode(rooms, { ...asked, code: body.device_code })
          : await refreshSession(rooms, { ...asked, token: body.refresh_token });
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

const AUDIENCES: readonly Audience[] = [API_AUDIENCE, GATE_AUDIENCE];

/** Asked before anything is used up: who asks wrongly keeps what they came with. */
function audienceOf(wanted: string | undefined): Audience | undefined {
  const known = AUDIENCES.find((one) => one === wanted);
  if (wanted !== undefined && known === undefined) throw new Problem("invalid_target");
  return known;
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
