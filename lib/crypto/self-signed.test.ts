import { createPublicKey, X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { selfSigned } from "./self-signed";

const DAY = 86_400_000;
const FROM = new Date("2026-11-21T12:00:00.000Z");

it("a certificate carries its key, its name and its time, and certifies nobody", async () => {
  const until = new Date(FROM.getTime() + 3650 * DAY);
  const { privateKey, certificate } = await selfSigned("Portcullis portcullis.local", FROM, until);
  const read = new X509Certificate(certificate);
  expect(read.subject).toBe("CN=Portcullis portcullis.local");
  expect(read.issuer).toBe(read.subject);
  expect(new Date(read.validFrom)).toEqual(FROM);
  expect(new Date(read.validTo)).toEqual(until);
  expect(read.ca).toBe(false);
  expect(read.verify(createPublicKey(privateKey))).toBe(true);
  expect(read.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect(read.toLegacyObject().raw.equals(read.raw)).toBe(true);
});

it("no two have the same key or number, and a time after 2049 is written as it must be", async () => {
  const until = new Date("2055-01-02T03:04:05.000Z");
  const made = await Promise.all([1, 2].map(() => selfSigned("Portcullis", FROM, until)));
  const [one, two] = made.map(({ certificate }) => new X509Certificate(certificate));
  expect(one?.serialNumber).not.toBe(two?.serialNumber);
  expect(one?.fingerprint256).not.toBe(two?.fingerprint256);
  expect(new Date(one?.validTo ?? "")).toEqual(until);
});
