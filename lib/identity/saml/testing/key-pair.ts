import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { BasicConstraintsExtension, X509CertificateGenerator } from "@peculiar/x509";

/** A key and its self-signed certificate, in PEM, as identity providers have them. */
export type KeyPair = { readonly privateKey: string; readonly certificate: string };

/** Made anew for each test run; `days` may be negative for one that has expired. */
export async function keyPair(name: string, days = 365): Promise<KeyPair> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const at = Date.now();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      keys: keys as never,
      notBefore: new Date(at - 400 * 86_400_000),
      notAfter: new Date(at + days * 86_400_000),
      signingAlgorithm: algorithm,
      extensions: [new BasicConstraintsExtension(false)],
    },
    webcrypto as never,
  );
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const lines = der.toString("base64").replace(/(.{64})/g, "$1\n");
  return {
    privateKey: `-----BEGIN PRIVATE KEY-----\n${lines.trim()}\n-----END PRIVATE KEY-----\n`,
    certificate: certificate.toString("pem"),
  };
}
