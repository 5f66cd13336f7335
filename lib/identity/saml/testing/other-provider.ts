import * as samlp from "samlp";
import { type KeyPair, keyPair } from "./key-pair";
import type { Posted } from "./provider";

/** What the provider is set up to do. */
export type OtherSettings = {
  readonly signResponse?: boolean;
  readonly signAssertion?: boolean;
  /** Our certificate, where it encrypts to us. */
  readonly encryptionCert?: string;
  readonly encryptionAlgorithm?: string;
  readonly audience?: string | readonly string[];
  readonly signatureAlgorithm?: string;
  readonly digestAlgorithm?: string;
  /** The address it says of whoever signs in. */
  readonly email?: string;
};

/** A SAML identity provider of a code base that shares nothing with the first (samlp), for tests. */
export type OtherProvider = {
  readonly entityId: string;
  readonly keys: KeyPair;
  readonly metadata: string;
  /** Answers a request that came by redirect, for whoever `subject` is. */
  answer(
    address: string,
    acsUrl: string,
    subject: string,
    settings?: OtherSettings,
  ): Promise<Posted>;
};

export async function otherProvider(entityId = "urn:other.test"): Promise<OtherProvider> {
  const keys = await keyPair("other provider");
  const metadata = await written((response) =>
    samlp.metadata({
      ...{ issuer: entityId, cert: keys.certificate },
      ...{ redirectEndpointPath: "/sso", postEndpointPath: "/sso-post" },
    })(
      { headers: { host: "other.test", "x-forwarded-proto": "https" }, protocol: "https" },
      response,
    ),
  );
  return {
    entityId,
    keys,
    metadata,
    answer: async (address, acsUrl, subject, { email = "ada@acme.test", ...settings } = {}) => {
      const query = Object.fromEntries(new URL(address).searchParams);
      const user = {
        id: subject,
        displayName: "Ada Lovelace",
        name: { givenName: "Ada", familyName: "Lovelace" },
        emails: [{ value: email }],
      };
      const form = await written((response, fail) =>
        samlp.auth({
          ...{ issuer: entityId, cert: keys.certificate, key: keys.privateKey },
          ...{ destination: acsUrl, recipient: acsUrl, getUserFromRequest: () => user },
          ...{ RelayState: query.RelayState, encryptionPublicKey: settings.encryptionCert },
          getPostURL: (_audience, _request, _asked, done) => done(null, acsUrl),
          // It warns of AES-CBC by itself; providers in use still send it.
          disallowEncryptionWithInsecureAlgorithm: false,
          warnOnInsecureEncryptionAlgorithm: false,
          ...settings,
        })({ method: "GET", query, headers: {}, protocol: "https" }, response, fail),
      );
      return {
        SAMLResponse: fieldOf(form, "SAMLResponse"),
        RelayState: fieldOf(form, "RelayState"),
      };
    },
  };
}

/** What a handler wrote. */
function written(
  handle: (
    response: { set: () => void; send: (text: string) => void },
    fail: (error: unknown) => void,
  ) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    handle({ set: () => undefined, send: (text) => resolve(String(text)) }, reject);
  });
}

/** The value of a field of the page that posts itself. */
function fieldOf(page: string, name: string): string {
  const value = new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(page)?.[1];
  if (value === undefined) throw new Error(`the page has no ${name}`);
  return value.replaceAll("&#34;", '"').replaceAll("&amp;", "&");
}
