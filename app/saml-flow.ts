import type { TenantRow } from "@/lib/db";
import {
  findTrace,
  mayBeginAtProvider,
  noteTrace,
  recordRefusal,
  returnTo,
  type SamlOutcome,
  samlAddresses,
  samlConnections,
  signsRequests,
  spMetadata,
  takeSamlAnswer,
} from "@/lib/identity";
import { Problem, requestIdFrom } from "@/lib/kernel";
import { SLUG } from "@/lib/kernel/slug";
import type { House } from "./rooms";
import { beginAt, type Step, stateOf, tenantOf } from "./sign-in-flow";
import { noticeFor, signInPage } from "./sign-in-pages";
import { finishTest } from "./sign-in-tests";

/** An answer and its relay state, with room for what a form adds to them. */
const MAX_FORM_BYTES = 600 * 1024;

/**
 * A SAML provider's answer, posted by the browser to the tenant's own address. It comes from another
 * site and so without our cookies: whether this is the browser that began is judged at the callback,
 * where they are there again.
 */
export async function takeSaml(
  rooms: House,
  slug: string,
  request: Request,
  requestId: string,
): Promise<Step> {
  const tenant = await tenantOf(rooms, slug);
  if (tenant === null) return { location: signInPage(slug, "refused", requestId) };
  const form = await readForm(request);
  const { jackson } = await rooms.signInDoor();
  const { tenant_id: tenantId } = tenant;
  const response = form.get("SAMLResponse") ?? "";
  const relayState = form.get("RelayState") ?? "";
  const outcome = await takeSamlAnswer(
    { db: rooms.db, jackson },
    { tenantId, slug, response, relayState, requestId },
    (tx, connection) => mayBeginAtProvider(tx, tenantId, connection),
  );
  return await goOn(rooms, tenant, outcome, requestId);
}

/**
 * Our metadata for a tenant's providers. It says that requests are signed where one of the tenant's
 * connections asks for it.
 *
 * @throws Problem `not_found` if the text cannot be an organisation's address.
 */
export async function samlMetadata(rooms: House, slug: string): Promise<string> {
  if (!SLUG.test(slug)) throw new Problem("not_found");
  const { jackson } = await rooms.signInDoor();
  const tenant = await tenantOf(rooms, slug);
  const used = tenant === null ? [] : await samlConnections(jackson, tenant.tenant_id);
  const signs = signsRequests(used);
  return spMetadata(samlAddresses(jackson.origin, slug), await jackson.ownKeys.published(), signs);
}

async function goOn(
  rooms: House,
  tenant: TenantRow,
  outcome: SamlOutcome,
  requestId: string,
): Promise<Step> {
  if (outcome.kind === "accepted") return { location: outcome.location };
  if (outcome.kind === "begin-anew") {
    return await beginAt(rooms, tenant, outcome.connection, returnTo(null, tenant.slug));
  }
  const { connection, refusal, test } = outcome;
  const { tenant_id: tenantId, slug } = tenant;
  if (test !== null && connection !== null) {
    const state = { tenantId, slug, connection, next: "", test };
    const facts: Record<string, string> = refusal.detail ? { found: refusal.detail } : {};
    await noteTrace(rooms, { tenantId, connection, reason: refusal.reason, facts, requestId });
    const why = { reason: refusal.reason, found: refusal.detail };
    return await finishTest(rooms, state, null, requestId, why);
  }
  await recordRefusal(rooms, {
    tenantId,
    requestId,
    reason: refusal.reason,
    connection,
    found: refusal.detail,
  });
  // Without its request nothing says here whether it was for a test: where our cookies are there again, it does.
  if (connection === null) return { location: refusedPath(slug, requestId) };
  return { location: signInPage(slug, noticeFor(refusal.reason), requestId) };
}

function refusedPath(slug: string, answer: string): string {
  return `/api/saml/${encodeURIComponent(slug)}/refused?${new URLSearchParams({ answer })}`;
}

/**
 * Where an answer leads that no request waited for. If this browser is testing a connection, the test
 * ends with the reason that was noted of the answer; else it is a sign-in that was refused.
 */
export async function afterRefusal(rooms: House, slug: string, request: Request): Promise<Step> {
  const answer = requestIdFrom(new URL(request.url).searchParams.get("answer"));
  const state = stateOf(rooms, request);
  if (state?.test === undefined || state.slug !== slug) {
    return { location: signInPage(slug, "refused", answer) };
  }
  const trace = await findTrace(rooms, state.tenantId, answer);
  const why = { reason: trace?.reason ?? "answer-refused", found: trace?.found };
  return await finishTest(rooms, state, null, answer, why);
}

/** The two fields of the form (SAML bindings, section 3.5). A field that comes twice is refused. */
async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded(?:\s*;|$)/i.test(type)) {
    throw new Problem("sign_in_failed", { internal: "not a form" });
  }
  const form = new URLSearchParams(await readText(request));
  for (const name of ["SAMLResponse", "RelayState"]) {
    if (form.getAll(name).length > 1) {
      throw new Problem("sign_in_failed", { internal: `${name} came twice` });
    }
  }
  return form;
}

async function readText(request: Request): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    length += part.value.byteLength;
    if (length > MAX_FORM_BYTES) {
      await reader?.cancel();
      throw new Problem("sign_in_failed", { internal: "the form is too large" });
    }
    parts.push(part.value);
  }
  return Buffer.concat(parts).toString("utf8");
}
