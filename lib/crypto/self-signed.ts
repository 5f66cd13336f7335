import { generateKeyPair, randomBytes, sign } from "node:crypto";
import { promisify } from "node:util";

/** A key and the certificate it signed for itself, in PEM. */
export type SelfSigned = { readonly privateKey: string; readonly certificate: string };

const SHA256_WITH_RSA = tagged(
  0x30,
  oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b),
  tagged(0x05),
);
const COMMON_NAME = oid(0x55, 0x04, 0x03);
const BASIC_CONSTRAINTS = oid(0x55, 0x1d, 0x13);
const KEY_USAGE = oid(0x55, 0x1d, 0x0f);

/**
 * A new RSA key (2048 bits) and a certificate of its own (RFC 5280, version 3) that carries it: a name, a
 * time, and that it signs and is encrypted to but certifies nobody. What SAML's metadata wants a key in.
 *
 * @param name the common name, at most 64 characters
 */
export async function selfSigned(name: string, from: Date, until: Date): Promise<SelfSigned> {
  // Finding primes takes up to seconds on a busy machine: nobody else waits for them.
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
  });
  const subject = tagged(
    0x30,
    tagged(0x31, tagged(0x30, COMMON_NAME, tagged(0x0c, Buffer.from(name.slice(0, 64))))),
  );
  const extensions = tagged(
    0x30,
    tagged(0x30, BASIC_CONSTRAINTS, tagged(0x01, Buffer.of(0xff)), tagged(0x04, tagged(0x30))),
    // digitalSignature and keyEncipherment: the first and the third bit of eight, five unused.
    tagged(
      0x30,
      KEY_USAGE,
      tagged(0x01, Buffer.of(0xff)),
      tagged(0x04, tagged(0x03, Buffer.of(0x05, 0xa0))),
    ),
  );
  const serial = randomBytes(16);
  // Positive, and never of a leading zero byte that a shorter form would leave out.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const body = tagged(
    0x30,
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, serial),
    SHA256_WITH_RSA,
    subject,
    tagged(0x30, moment(from), moment(until)),
    subject,
    publicKey.export({ format: "der", type: "spki" }),
    tagged(0xa3, extensions),
  );
  const signature = Buffer.concat([Buffer.of(0), sign("sha256", body, privateKey)]);
  const certificate = tagged(0x30, body, SHA256_WITH_RSA, tagged(0x03, signature));
  const lines = certificate.toString("base64").replace(/(.{64})/g, "$1\n");
  return {
    privateKey: String(privateKey.export({ format: "pem", type: "pkcs8" })),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.trim()}\n-----END CERTIFICATE-----\n`,
  };
}

/** A value in DER (X.690): its tag, its length in the shortest form, its content. */
function tagged(tag: number, ...content: readonly Buffer[]): Buffer {
  const inner = Buffer.concat(content);
  const { length } = inner;
  const short = length < 128;
  const bytes = length.toString(16).padStart(length > 255 ? 4 : 2, "0");
  const size = short ? Buffer.of(length) : Buffer.from(bytes, "hex");
  const head = short ? size : Buffer.concat([Buffer.of(0x80 | size.length), size]);
  return Buffer.concat([Buffer.of(tag), head, inner]);
}

function oid(...bytes: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from(bytes));
}

/** A time as certificates have it (RFC 5280, section 4.1.2.5): two digits of the year until 2049. */
function moment(at: Date): Buffer {
  const text = at.toISOString().replace(/[-:T]|\.\d{3}/g, "");
  return at.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(text.slice(2)))
    : tagged(0x18, Buffer.from(text));
}
