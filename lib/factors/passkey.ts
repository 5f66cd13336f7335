import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { withTenant } from "@/lib/db";
import { log } from "@/lib/kernel";
import { keepChallenge } from "./challenges";
import type { Assertion, Attestation } from "./factor.schema";
import type { Prover, Rooms } from "./prover";

type Ceremony = { readonly challenge: string; readonly options: Record<string, unknown> };
type Party = Pick<Rooms, "config">;

/** Passkeys belong to the console's host, and are shown to nobody else. */
function party({ config }: Party) {
  const origin = config.origins.console;
  return { expectedOrigin: origin, expectedRPID: new URL(origin).hostname };
}

/** What a browser needs to make a passkey. Those the member has already are left out by it. */
export async function creationOptions(rooms: Rooms, prover: Prover): Promise<Ceremony> {
  const { caller } = prover;
  const options = await generateRegistrationOptions({
    rpName: "Portcullis",
    rpID: party(rooms).expectedRPID,
    userName: caller.email,
    userDisplayName: caller.name,
    userID: new Uint8Array(
      Buffer.from(`${caller.tenantId}${caller.memberId}`.replaceAll("-", ""), "hex"),
    ),
    attestationType: "none",
    excludeCredentials: await credentialsOf(rooms, prover),
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
  });
  return await kept(rooms, prover, options);
}

/** What a browser needs to prove a passkey: any of the member's own. */
export async function requestOptions(rooms: Rooms, prover: Prover): Promise<Ceremony> {
  const options = await generateAuthenticationOptions({
    rpID: party(rooms).expectedRPID,
    allowCredentials: await credentialsOf(rooms, prover),
    userVerification: "required",
  });
  return await kept(rooms, prover, options);
}

async function kept(rooms: Rooms, prover: Prover, options: { challenge: string }) {
  const challenge = await keepChallenge(rooms, prover, options.challenge);
  return { challenge, options: { ...options } as Record<string, unknown> };
}

async function credentialsOf({ db }: Rooms, { caller }: Prover) {
  const { tenantId, memberId } = caller;
  const rows = await withTenant(db, caller, (tx) =>
    tx.factor.findMany({ where: { tenantId, memberId, kind: "passkey", removedAt: null } }),
  );
  return rows.flatMap(({ credentialId, transports }) =>
    credentialId === null ? [] : [{ id: credentialId, transports: transports as never }],
  );
}

/** The passkey that an answer makes, or null where the answer is not to be believed. */
export async function judgeCreation(rooms: Party, challenge: string, answer: Attestation) {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: answer as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      ...party(rooms),
      requireUserVerification: true,
    });
    return verified ? registrationInfo : null;
  } catch (error) {
    log.info("a passkey was not made", { error });
    return null;
  }
}

type Stored = {
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly counter: bigint;
};

/**
 * What an answer proves of a stored passkey, or null where it proves nothing: another signature,
 * challenge, host or user, nobody verified, or a counter that did not go up, as a copy's would not.
 */
export async function judgeAnswer(
  rooms: Party,
  challenge: string,
  answer: Assertion,
  { credentialId, publicKey, counter }: Stored,
): Promise<{ readonly counter: bigint; readonly backedUp: boolean } | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      ...party(rooms),
      requireUserVerification: true,
      credential: {
        id: credentialId,
        publicKey: new Uint8Array(publicKey),
        counter: Number(counter),
      },
    });
    if (!verified) return null;
    const { newCounter, credentialBackedUp } = authenticationInfo;
    return { counter: BigInt(newCounter), backedUp: credentialBackedUp };
  } catch (error) {
    log.info("a passkey was not proven", { error });
    return null;
  }
}
