import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import type { Assertion, Attestation } from "../factor.schema";

type Options = Readonly<Record<string, unknown>>;
type Said = {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly flags?: number;
  readonly counter?: number;
};

const PRESENT_VERIFIED = 0x05;
const WITH_CREDENTIAL = 0x40;

/**
 * An authenticator in software (WebAuthn level 3, ES256, no attestation): honest unless told what to
 * say otherwise. Written apart from what judges it.
 */
export function testAuthenticator(origin = "http://localhost:3000") {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(32);
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  let used = 0;

  const authenticatorData = (said: Said, credential: Buffer = Buffer.alloc(0)) => {
    const rpId = said.rpId ?? new URL(origin).hostname;
    const flags = (said.flags ?? PRESENT_VERIFIED) | (credential.length > 0 ? WITH_CREDENTIAL : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(said.counter ?? ++used);
    return Buffer.concat([hash(Buffer.from(rpId)), Buffer.from([flags]), counter, credential]);
  };
  const clientData = (type: string, options: Options, said: Said) =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: said.challenge ?? options.challenge,
        origin: said.origin ?? origin,
        crossOrigin: false,
      }),
    );

  return {
    id: id.toString("base64url"),

    /** Its answer to the options of making a passkey. */
    create(options: Options, said: Said = {}): Attestation {
      const coordinate = (text: string) => Buffer.from(text, "base64url");
      // COSE: kty EC2, alg ES256, crv P-256, x, y.
      const key = Buffer.concat([
        Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
        coordinate(x),
        Buffer.from([0x22, 0x58, 0x20]),
        coordinate(y),
      ]);
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
      const data = authenticatorData(said, credential);
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3]),
        ...[text("fmt"), text("none"), text("attStmt"), Buffer.from([0xa0]), text("authData")],
        Buffer.from([0x58, data.length]),
        data,
      ]);
      return {
        ...named(id),
        response: {
          clientDataJSON: clientData("webauthn.create", options, said).toString("base64url"),
          attestationObject: attestationObject.toString("base64url"),
          transports: ["internal"],
        },
      };
    },

    /** Its answer to the options of proving one. */
    get(options: Options, said: Said = {}): Assertion {
      const data = authenticatorData(said);
      const json = clientData("webauthn.get", options, said);
      const signer = createSign("sha256").update(Buffer.concat([data, hash(json)]));
      return {
        ...named(id),
        response: {
          clientDataJSON: json.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: signer.sign(privateKey).toString("base64url"),
        },
      };
    },
  };
}

const named = (id: Buffer) => ({
  id: id.toString("base64url"),
  rawId: id.toString("base64url"),
  type: "public-key" as const,
  clientExtensionResults: {},
});

const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
/** A short text in CBOR. */
const text = (value: string) =>
  Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
