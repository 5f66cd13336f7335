import type { House } from "@/app/rooms";
import {
  deviceCookieName,
  parseCookies,
  resolveSecondStep,
  SECOND_STEP_COOKIE,
  type WaitingSignIn,
} from "@/lib/identity";

/** The sign-in that this browser has waiting at an organisation; null where there is none. */
export async function waitingSignIn(
  rooms: Pick<House, "db">,
  slug: string,
  cookieHeader: string | null,
  requestId: string,
): Promise<WaitingSignIn | null> {
  const cookies = parseCookies(cookieHeader);
  return await resolveSecondStep(rooms, {
    slug,
    token: cookies.get(SECOND_STEP_COOKIE),
    deviceToken: cookies.get(deviceCookieName(slug)),
    requestId,
  });
}
