import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { now } from "@/lib/kernel";

/** What a sign-in was begun for. It travels in the browser, signed, until the provider answers. */
export type SignInState = {
  /** The tenant whose address the sign-in began at. */
  readonly tenantId: string;
  readonly slug: string;
  /** The identity provider connection the browser was sent to. */
  readonly connection: string;
  /** Where to go afterwards: a path on this origin. */
  readonly next: string;
  /** The test that it is, where nobody is to be signed in by it. */
  readonly test?: string;
  /** The person is to be authenticated anew, and not known by a sign-in of before. */
  readonly afresh?: true;
};

/** How long a sign-in may take, in seconds. */
export const SIGN_IN_SECONDS = 600;

const MAX_LENGTH = 2048;
const payload = z.strictObject({
  v: z.literal(1),
  tenantId: z.uuid(),
  slug: z.string(),
  connection: z.string(),
  next: z.string(),
  test: z.uuid().optional(),
  afresh: z.literal(true).optional(),
  nonce: z.string(),
  exp: z.number().int(),
});

/** The key that signs sign-in states; derived, so that one secret never serves two purposes. */
export function signInStateKey(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "portcullis/sign-in-state/v1", 32));
}

/** Signs the state of a sign-in that begins now. */
export function signState(key: Uint8Array, state: SignInState): string {
  const body = Buffer.from(
    JSON.stringify({
      v: 1,
      ...state,
      nonce: randomBytes(16).toString("base64url"),
      exp: Math.floor(now().getTime() / 1000) + SIGN_IN_SECONDS,
    }),
  ).toString("base64url");
  return `${body}.${mac(key, body).toString("base64url")}`;
}

/** The state if it is ours, whole and not too old; else null. Nothing is parsed before the MAC holds. */
export function verifyState(key: Uint8Array, text: string | undefined): SignInState | null {
  if (text === undefined || text.length > MAX_LENGTH) return null;
  const [body, signature, ...rest] = text.split(".");
  if (body === undefined || signature === undefined || rest.length > 0) return null;
  const given = Buffer.from(signature, "base64url");
  const expected = mac(key, body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const parsed = payload.safeParse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  if (!parsed.success || parsed.data.exp * 1000 <= now().getTime()) return null;
  const { tenantId, slug, connection, next, test, afresh } = parsed.data;
  return {
    ...{ tenantId, slug, connection, next },
    ...(test === undefined ? {} : { test }),
    ...(afresh === undefined ? {} : { afresh }),
  };
}

function mac(key: Uint8Array, body: string): Buffer {
  return createHmac("sha256", key).update(body).digest();
}
