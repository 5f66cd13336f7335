import * as samlify from "samlify";
import { type KeyPair, keyPair } from "./key-pair";

/** The form that an identity provider has the browser post. */
export type Posted = { readonly SAMLResponse: string; readonly RelayState: string };

type Tag =
  | "NameID"
  | "NameIDFormat"
  | "Issuer"
  | "Audience"
  | "Destination"
  | "SubjectRecipient"
  | "InResponseTo"
  | "ConditionsNotBefore"
  | "ConditionsNotOnOrAfter"
  | "SubjectConfirmationDataNotOnOrAfter"
  | "StatusCode"
  | "AssertionID"
  | "IssueInstant"
  | "AuthnInstant";

/** What a test may have the provider say otherwise than it should, before it signs. */
export type Said = Readonly<Partial<Record<Tag, string>>> & {
  readonly algorithm?: string;
  readonly unsigned?: "response" | "assertion";
};

samlify.setSchemaValidator({ validate: async () => "not asked" });

/** A SAML identity provider of another code base (samlify), for tests. */
export type SamlProvider = {
  readonly entityId: string;
  readonly keys: KeyPair;
  /** Its own metadata, as an administrator would paste it. */
  readonly metadata: string;
  /** Answers a request that came by redirect, for whoever `subject` is. */
  answer(address: string, spMetadata: string, subject: string, said?: Said): Promise<Posted>;
};

export type ProviderSettings = {
  readonly entityId?: string;
  readonly keys?: KeyPair;
  readonly encrypts?: boolean;
  /** The algorithm of the content where it encrypts. */
  readonly encryption?: string;
  readonly wantsSignedRequests?: boolean;
};

export async function samlProvider(settings: ProviderSettings = {}): Promise<SamlProvider> {
  const keys = settings.keys ?? (await keyPair("test provider"));
  const entityId = settings.entityId ?? "https://idp.test/saml";
  const idpWith = (algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256") =>
    samlify.IdentityProvider({
      entityID: entityId,
      privateKey: keys.privateKey,
      signingCert: keys.certificate,
      isAssertionEncrypted: settings.encrypts ?? false,
      wantAuthnRequestsSigned: settings.wantsSignedRequests ?? false,
      requestSignatureAlgorithm: algorithm,
      nameIDFormat: ["urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"],
      singleSignOnService: [
        { Binding: samlify.Constants.namespace.binding.redirect, Location: "https://idp.test/sso" },
      ],
      singleLogoutService: [
        { Binding: samlify.Constants.namespace.binding.redirect, Location: "https://idp.test/slo" },
      ],
      loginResponseTemplate: { context: TEMPLATE, attributes: [] },
      dataEncryptionAlgorithm: settings.encryption ?? "http://www.w3.org/2009/xmlenc11#aes256-gcm",
      keyEncryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
    } as never);

  async function answer(
    address: string,
    spMetadata: string,
    subject: string,
    said: Said = {},
  ): Promise<Posted> {
    const idp = idpWith(said.algorithm);
    const want = said.unsigned === "assertion" ? "false" : "true";
    const sp = samlify.ServiceProvider({
      metadata: spMetadata.replace('WantAssertionsSigned="true"', `WantAssertionsSigned="${want}"`),
      wantMessageSigned: said.unsigned !== "response",
    });
    const url = new URL(address);
    const query = Object.fromEntries(url.searchParams);
    const octetString = url.search.slice(1).replace(/&Signature=.*$/, "");
    const request = await idp.parseLoginRequest(sp, "redirect", { query, octetString });
    const fill = (template: string) => ({
      id: "filled",
      context: samlify.SamlLib.replaceTagsByValue(template, {
        ...tags(entityId, sp.entityMeta, String(request.extract.request?.id), subject),
        ...said,
      } as never),
    });
    const { context } = await idp.createLoginResponse(
      sp,
      request as never,
      "post",
      { email: subject },
      { customTagReplacement: fill, encryptThenSign: true } as never,
    );
    return { SAMLResponse: context, RelayState: query.RelayState ?? "" };
  }

  return { entityId, keys, metadata: idpWith().getMetadata(), answer };
}

function tags(
  issuer: string,
  sp: { getAssertionConsumerService(binding: string): unknown; getEntityID(): string },
  inResponseTo: string,
  subject: string,
) {
  const at = Date.now();
  const acs = String(sp.getAssertionConsumerService("post"));
  const later = new Date(at + 300_000).toISOString();
  return {
    ...{ ID: `_${crypto.randomUUID()}`, AssertionID: `_${crypto.randomUUID()}` },
    ...{ Issuer: issuer, IssueInstant: new Date(at).toISOString(), InResponseTo: inResponseTo },
    AuthnInstant: new Date(at).toISOString(),
    ...{ Destination: acs, SubjectRecipient: acs, Audience: sp.getEntityID() },
    ...{ ConditionsNotBefore: new Date(at - 1000).toISOString(), ConditionsNotOnOrAfter: later },
    ...{ SubjectConfirmationDataNotOnOrAfter: later, NameID: subject },
    NameIDFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    StatusCode: "urn:oasis:names:tc:SAML:2.0:status:Success",
  };
}

const TEMPLATE =
  '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{ID}" Version="2.0" IssueInstant="{IssueInstant}" Destination="{Destination}" InResponseTo="{InResponseTo}"><saml:Issuer>{Issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="{StatusCode}"/></samlp:Status>' +
  '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{AssertionID}" Version="2.0" IssueInstant="{IssueInstant}"><saml:Issuer>{Issuer}</saml:Issuer><saml:Subject><saml:NameID Format="{NameIDFormat}">{NameID}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{SubjectConfirmationDataNotOnOrAfter}" Recipient="{SubjectRecipient}" InResponseTo="{InResponseTo}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{ConditionsNotBefore}" NotOnOrAfter="{ConditionsNotOnOrAfter}"><saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{AuthnInstant}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>' +
  '<saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>ada@acme.test</saml:AttributeValue></saml:Attribute><saml:Attribute Name="id"><saml:AttributeValue>ada</saml:AttributeValue></saml:Attribute><saml:Attribute Name="groups"><saml:AttributeValue>staff</saml:AttributeValue><saml:AttributeValue>admins</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>';
