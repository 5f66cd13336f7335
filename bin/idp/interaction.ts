/*
 * The two requests of the sign-in form. Which tenant is meant follows from the client that asked;
 * a person of another tenant gets the same answer as a wrong password.
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Provider } from "oidc-provider";
import { SEED_TENANTS } from "../seed/tenants";
import { errorPage, signInPage } from "./page";
import type { People } from "./people";

const PATH = /^\/interaction\/[A-Za-z0-9_-]{8,64}$/;
const FORM_LIMIT_BYTES = 4096;
const FAILURE_DELAY_MS = 300;

export type InteractionSettings = {
  provider: Provider;
  people: People;
  consoleOrigin: string;
  /** Where the accounts are listed, as the page says it. */
  passwordsIn: string;
};

async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > FORM_LIMIT_BYTES) return null;
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

/** Answers requests under /interaction; false where the request is not for it. */
export function createInteraction(settings: InteractionSettings) {
  const { provider, people, consoleOrigin, passwordsIn } = settings;

  const send = (response: ServerResponse, status: number, html: (nonce: string) => string) => {
    const nonce = randomBytes(16).toString("base64url");
    response.writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      // A form's target is held against every redirect that follows, so the console is named too.
      "content-security-policy":
        `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; ` +
        `frame-ancestors 'none'; form-action 'self' ${consoleOrigin}`,
    });
    response.end(html(nonce));
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (!path.startsWith("/interaction/")) return false;
    const refuse = (status: number, detail: string) => {
      send(response, status, (nonce) => errorPage("This sign-in cannot go on", detail, nonce));
      return true;
    };
    if (!PATH.test(path) || (request.method !== "GET" && request.method !== "POST")) {
      return refuse(404, "There is nothing at this address.");
    }
    const details = await provider.interactionDetails(request, response).catch(() => null);
    if (!details || `/interaction/${details.uid}` !== path) {
      return refuse(400, "It has expired or was begun in another browser. Start again.");
    }
    const clientId = String(details.params.client_id);
    const tenant = people.tenantOf(clientId);
    if (tenant === null) return refuse(400, "No organisation belongs to this request.");
    const organisation = SEED_TENANTS.find(({ slug }) => slug === tenant)?.name ?? tenant;

    const form = (email: string, failed: boolean) =>
      send(response, failed ? 401 : 200, (nonce) =>
        signInPage({ organisation, action: path, email, failed, passwordsIn, nonce }),
      );
    if (request.method === "GET") {
      form(String(details.params.login_hint ?? ""), false);
      return true;
    }
    const fields = await readForm(request);
    if (fields === null) return refuse(413, "That is more than this form holds.");
    const email = fields.get("email") ?? "";
    const person = people.check(clientId, email, fields.get("password") ?? "");
    if (!person) {
      await sleep(FAILURE_DELAY_MS);
      form(email, true);
      return true;
    }
    await provider.interactionFinished(
      request,
      response,
      { login: { accountId: person.subject, remember: false, amr: ["pwd"] } },
      { mergeWithLastSubmission: false },
    );
    return true;
  };
}
