import { constants, createDecipheriv, privateDecrypt } from "node:crypto";
import type { Element } from "@xmldom/xmldom";
import { NS } from "./names";
import { attributeOf, childrenOf, elementsOf, textOf } from "./read-strictly";
import { SamlRefused } from "./refusals";

const OAEP_SHA1 = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const OAEP = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
const MGF_SHA256 = "http://www.w3.org/2009/xmlenc11#mgf1sha256";
const DIGEST_SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1";
const DIGEST_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";

/** Ciphers of the content: their name in Node, and whether they authenticate. */
const CIPHERS: Readonly<Record<string, { name: string; gcm: boolean; key: number }>> = {
  "http://www.w3.org/2009/xmlenc11#aes128-gcm": { name: "aes-128-gcm", gcm: true, key: 16 },
  "http://www.w3.org/2009/xmlenc11#aes256-gcm": { name: "aes-256-gcm", gcm: true, key: 32 },
  "http://www.w3.org/2001/04/xmlenc#aes128-cbc": { name: "aes-128-cbc", gcm: false, key: 16 },
  "http://www.w3.org/2001/04/xmlenc#aes256-cbc": { name: "aes-256-cbc", gcm: false, key: 32 },
};

type Decrypted = {
  readonly text: string;
  /** The key it was encrypted to. */
  readonly openedWith: string;
};

/** What we open, best first, as our metadata says it (SAML metadata, section 2.4.1.1). */
export const ENCRYPTION_METHODS: readonly string[] = [
  "http://www.w3.org/2009/xmlenc11#aes256-gcm",
  "http://www.w3.org/2009/xmlenc11#aes128-gcm",
  "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
  "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
  OAEP_SHA1,
];

/**
 * The text of an encrypted assertion (XML Encryption 1.1; RSA-OAEP and AES). CBC, which most
 * providers still use, tells whoever may change it and watch what becomes of it what it holds: it is
 * opened only where the signature over the response around it holds, so that nobody but the identity
 * provider chose what is decrypted here. RSA 1.5 and triple DES are refused.
 *
 * @param privateKeys each is tried in turn: while one follows another, providers know the one or the other
 * @param vouchedFor whether the response around it is signed, and that signature holds
 * @throws SamlRefused
 */
export function decryptAssertion(
  encrypted: Element,
  privateKeys: readonly string[],
  { vouchedFor }: { readonly vouchedFor: boolean },
): Decrypted {
  const data = only(encrypted, NS.encryption, "EncryptedData");
  const cipher = CIPHERS[algorithmOf(data)];
  if (cipher === undefined) throw new SamlRefused("saml-weak-encryption", algorithmOf(data));
  if (!cipher.gcm && !vouchedFor) throw new SamlRefused("saml-encrypted-bare");
  const wrapped = keyOf(encrypted, data);
  try {
    const { key, openedWith } = unwrap(wrapped, privateKeys);
    if (key.length !== cipher.key) throw new SamlRefused("saml-decryption", "key length");
    return { text: openContent(cipher, key, bytesOf(data)), openedWith };
  } catch (error) {
    if (error instanceof SamlRefused) throw error;
    throw new SamlRefused("saml-decryption");
  }
}

/** The wrapped key: within the data's own KeyInfo, or beside the data (both are common). */
function keyOf(encrypted: Element, data: Element): Element {
  const infos = childrenOf(data, NS.signature, "KeyInfo");
  const within = infos.flatMap((info) => childrenOf(info, NS.encryption, "EncryptedKey"));
  const keys = [...within, ...childrenOf(encrypted, NS.encryption, "EncryptedKey")];
  const [key] = keys;
  if (keys.length !== 1 || key === undefined) throw new SamlRefused("saml-decryption", "one key");
  return key;
}

function unwrap(
  wrapped: Element,
  privateKeys: readonly string[],
): { readonly key: Buffer; readonly openedWith: string } {
  const method = only(wrapped, NS.encryption, "EncryptionMethod");
  const algorithm = attributeOf(method, "Algorithm");
  const details = elementsOf(method);
  const said = (name: string) =>
    details.find((one) => one.localName === name)?.getAttribute("Algorithm") ?? null;
  const digest = said("DigestMethod") ?? DIGEST_SHA1;
  // Node takes one hash for both of OAEP's places, so only the pairs that agree can be opened.
  const sha1 = algorithm === OAEP_SHA1 && digest === DIGEST_SHA1;
  const sha256 = algorithm === OAEP && digest === DIGEST_SHA256 && said("MGF") === MGF_SHA256;
  if (!sha1 && !sha256) throw new SamlRefused("saml-weak-encryption", algorithm ?? "");
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const bytes = bytesOf(wrapped);
  for (const openedWith of privateKeys) {
    const key = attempt(() =>
      privateDecrypt({ key: openedWith, padding, oaepHash: sha1 ? "sha1" : "sha256" }, bytes),
    );
    if (key !== null) return { key, openedWith };
  }
  throw new SamlRefused("saml-decryption", "to none of our keys");
}

/** OAEP tells by itself whether it was this key. */
function attempt(work: () => Buffer): Buffer | null {
  try {
    return work();
  } catch {
    return null;
  }
}

function openContent(cipher: { name: string; gcm: boolean }, key: Buffer, bytes: Buffer): string {
  if (cipher.gcm) {
    const decipher = createDecipheriv(cipher.name as "aes-256-gcm", key, bytes.subarray(0, 12), {
      authTagLength: 16,
    });
    decipher.setAuthTag(bytes.subarray(bytes.length - 16));
    const body = bytes.subarray(12, bytes.length - 16);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
  }
  const decipher = createDecipheriv(cipher.name, key, bytes.subarray(0, 16));
  // XML Encryption pads with anything and says the length in the last byte: Node's own would refuse.
  decipher.setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]);
  const padding = plain.at(-1) ?? 0;
  if (padding < 1 || padding > 16) throw new SamlRefused("saml-decryption");
  return plain.subarray(0, plain.length - padding).toString("utf8");
}

function only(parent: Element, namespace: string, name: string): Element {
  const [one, ...more] = childrenOf(parent, namespace, name);
  if (one === undefined || more.length > 0) throw new SamlRefused("saml-decryption", name);
  return one;
}

function algorithmOf(data: Element): string {
  return attributeOf(only(data, NS.encryption, "EncryptionMethod"), "Algorithm") ?? "";
}

function bytesOf(parent: Element): Buffer {
  const data = only(parent, NS.encryption, "CipherData");
  return Buffer.from(textOf(only(data, NS.encryption, "CipherValue")), "base64");
}
