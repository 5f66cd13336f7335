import { generateSecret, generateURI, verifySync } from "otplib";
import { Secret } from "@/lib/kernel";

/** A new secret of a code generator: 160 random bits (RFC 4226, section 4), in base32. */
export function newTotpSecret(): Secret {
  return new Secret(generateSecret({ length: 20 }));
}

/** The address by which an app takes the secret over: six digits, 30 seconds, SHA-1, as all of them know. */
export function totpUri(secret: Secret, issuer: string, label: string): string {
  return generateURI({ secret: secret.reveal(), issuer, label });
}

/**
 * The time step a code belongs to (RFC 6238), or null if it is none of this secret's around `at`. One
 * step before and one after are taken, for clocks that differ. Whether the step was used before is
 * judged by whoever keeps the last one.
 */
export function totpStep(secret: Secret, code: string, at: Date): bigint | null {
  if (!/^\d{6}$/.test(code)) return null;
  const result = verifySync({
    secret: secret.reveal(),
    token: code,
    epoch: Math.floor(at.getTime() / 1000),
    epochTolerance: 30,
  });
  return result.valid && "timeStep" in result ? BigInt(result.timeStep) : null;
}
