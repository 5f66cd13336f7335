import { systemCaller } from "@/lib/access";
import { type Database, type Tx, withTenant } from "@/lib/db";
import { now, toProblem } from "@/lib/kernel";
import { keepAnswer, spendAssertion } from "../answer-row";
import { isAfresh } from "../authenticated-at";
import { CALLBACK_PATH, type Jackson } from "../jackson";
import { type SentRequest, takeRequest } from "../request-row";
import { escapeXml } from "./escape";
import type { Expected } from "./expected";
import { NS, samlAddresses } from "./names";
import { SamlRefused } from "./refusals";
import { type SamlConnection, samlConnections } from "./saml-connection";
import { signaturesOf } from "./stored-signatures";
import { claimedIssuer, decodeResponse, type Verified, verifyResponse } from "./verify-response";

export type SamlAnswer = {
  readonly tenantId: string;
  readonly slug: string;
  readonly response: string;
  readonly relayState: string;
  readonly requestId: string;
};

export type SamlOutcome =
  /** On to the callback, with a code. */
  | { readonly kind: "accepted"; readonly location: string }
  /** The provider began it: nothing is taken from the answer, a sign-in of our own begins. */
  | { readonly kind: "begin-anew"; readonly connection: string }
  | {
      readonly kind: "refused";
      readonly refusal: SamlRefused;
      /** The connection whose request was answered; null where nothing waited for this. */
      readonly connection: string | null;
      /** The test it was for, if it was for one. */
      readonly test: string | null;
    };

const ROOT_TAG = /^\s*(?:<\?xml[^>]*\?>\s*)?<(?:"[^"]*"|'[^']*'|[^>"'])*>/;

type Rooms = { readonly db: Database; readonly jackson: Jackson };

/**
 * Takes an identity provider's answer at a tenant's own address. It must answer a request of that
 * tenant that waits, pass every check of `verifyResponse`, carry an assertion that was never used,
 * and then pass the broker's checks too. What it says is kept for whoever brings the broker's code;
 * that this is the browser that began is judged there.
 *
 * @throws Problem `unavailable` if the database or the broker could not be asked.
 */
export async function takeSamlAnswer(
  rooms: Rooms,
  answer: SamlAnswer,
  allows: (tx: Tx, connection: string) => Promise<boolean>,
): Promise<SamlOutcome> {
  let connection: string | null = null;
  let test: string | null = null;
  try {
    const xml = decodeResponse(answer.response);
    const { request, signatures } = await inTenant(rooms, answer, async (tx) => {
      const taken = await takeRequest(tx, answer.tenantId, answer.relayState);
      const asked = taken && (await signaturesOf(tx, answer.tenantId, taken.connection));
      return { request: taken, signatures: asked ?? "both" };
    });
    connection = request?.connection ?? null;
    test = request?.test ?? null;
    const all = await samlConnections(rooms.jackson, answer.tenantId);
    if (request === null) return await unsolicited(rooms, answer, xml, all, allows);
    const used = all.find((one) => one.connection === request.connection);
    if (used === undefined) throw new SamlRefused("saml-other-connection");
    const verified = await judge(rooms, answer, xml, used, {
      requestId: request.requestId,
      signatures,
    });
    requireAfresh(request, verified);
    const named = { ...answer, response: withIssuer(answer.response, xml, used.entityId) };
    const location = await rooms.jackson.openingWith(verified.openedWith, () =>
      throughBroker(rooms.jackson, named),
    );
    const code = new URL(location).searchParams.get("code") ?? "";
    const { subject, claims, authenticatedAt } = verified;
    // A code that the broker gave for an assertion that was used before is worth nothing without this.
    await inTenant(rooms, answer, async (tx) => {
      await spend(tx, answer.tenantId, used, verified);
      await keepAnswer(tx, answer.tenantId, code, {
        ...{ connection: used.connection, subject, claims },
        authenticatedAt: authenticatedAt?.toISOString() ?? null,
      });
    });
    return { kind: "accepted", location };
  } catch (error) {
    if (error instanceof SamlRefused) return { kind: "refused", refusal: error, connection, test };
    throw error;
  }
}

/**
 * An answer that nothing waits for. Where the connection allows it, it is judged as any other and
 * then only taken as a wish to sign in: the browser goes through a request of our own, so that
 * nobody can be signed in as somebody else by a form on another site.
 */
async function unsolicited(
  rooms: Rooms,
  answer: SamlAnswer,
  xml: string,
  all: readonly SamlConnection[],
  allows: (tx: Tx, connection: string) => Promise<boolean>,
): Promise<SamlOutcome> {
  if (/\sInResponseTo\s*=/.test(xml)) throw new SamlRefused("saml-no-request");
  const issuer = claimedIssuer(xml);
  const used = all.find((one) => one.entityId === issuer);
  if (used === undefined) throw new SamlRefused("saml-issuer", issuer ?? "");
  const signatures = await inTenant(rooms, answer, async (tx) => {
    if (!(await allows(tx, used.connection)))
      throw new SamlRefused("saml-unsolicited", issuer ?? "");
    return await signaturesOf(tx, answer.tenantId, used.connection);
  });
  const verified = await judge(rooms, answer, xml, used, { requestId: null, signatures });
  await inTenant(rooms, answer, (tx) => spend(tx, answer.tenantId, used, verified));
  return { kind: "begin-anew", connection: used.connection };
}

async function judge(
  { jackson }: Rooms,
  { slug }: SamlAnswer,
  xml: string,
  used: SamlConnection,
  asked: Pick<Expected, "requestId" | "signatures">,
): Promise<Verified> {
  return verifyResponse(xml, {
    ...samlAddresses(jackson.origin, slug),
    issuer: used.entityId,
    certificates: used.certificates,
    ...asked,
    privateKeys: await jackson.ownKeys.opening(),
  });
}

/** Where the person was to be authenticated for this request, the assertion must say that they were. */
function requireAfresh({ afreshSince }: SentRequest, { authenticatedAt }: Verified): void {
  if (afreshSince === undefined || isAfresh(afreshSince, authenticatedAt, now())) return;
  throw new SamlRefused("saml-not-afresh", authenticatedAt?.toISOString() ?? "no AuthnInstant");
}

function spend(tx: Tx, tenantId: string, used: SamlConnection, verified: Verified): Promise<void> {
  const { assertionId: id, usableUntil } = verified;
  return spendAssertion(tx, tenantId, { issuer: used.entityId, id, usableUntil });
}

/**
 * A response that is not signed may leave out who issued it, which the signed assertion says (SAML
 * profiles, section 4.1.4.2). The broker looks a connection up by it, so it is told there.
 */
function withIssuer(encoded: string, xml: string, entityId: string): string {
  if (claimedIssuer(xml) !== null) return encoded;
  const issuer = `<Issuer xmlns="${NS.assertion}">${escapeXml(entityId)}</Issuer>`;
  const named = xml.replace(ROOT_TAG, (tag) => `${tag}${issuer}`);
  return Buffer.from(named).toString("base64");
}

/** The broker's own checks, and its code for the browser that began. */
async function throughBroker(jackson: Jackson, answer: SamlAnswer): Promise<string> {
  const asked = { SAMLResponse: answer.response, RelayState: answer.relayState };
  const result = await jackson
    .askFor(answer.tenantId, ({ oauthController }) => oauthController.samlResponse(asked))
    .catch((error: unknown) => {
      const problem = toProblem(error);
      if (problem.status >= 500) throw problem;
      throw new SamlRefused("saml-broker", problem.internal);
    });
  const location = result.redirect_url ?? "";
  const ours = location.startsWith(`${jackson.origin}${CALLBACK_PATH}?`);
  if (!ours || !new URL(location).searchParams.has("code")) {
    throw new SamlRefused("saml-broker", result.error);
  }
  return location;
}

function inTenant<T>({ db }: Rooms, answer: SamlAnswer, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tenant = { tenantId: answer.tenantId, workspaceIds: [] };
  const caller = { ...systemCaller("sign-in", tenant, "console"), requestId: answer.requestId };
  return withTenant(db, caller, work);
}
