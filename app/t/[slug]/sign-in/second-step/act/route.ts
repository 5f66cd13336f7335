import { answerBrowser } from "@/app/answer-browser";
import { readBody, readBytes } from "@/app/api/read-input";
import type { House } from "@/app/rooms";
import { endEarlierSession } from "@/app/sign-in-flow";
import {
  beginTotp,
  completeSecondStep,
  creationOptions,
  type EnrolledSignIn,
  enrolAtSignIn,
  qrOf,
  requestOptions,
  type WholeSignIn,
  waitingProver,
} from "@/lib/factors";
import {
  deviceCookie,
  noSecondStepCookie,
  parseCookies,
  SESSION_COOKIE,
  sessionCookie,
  type WaitingSignIn,
} from "@/lib/identity";
import { Problem } from "@/lib/kernel";
import { waitingSignIn } from "../waiting";
import { type SecondStepAct, secondStepAct } from "./form";

type Context = { readonly params: Promise<{ slug: string }> };
type Done = {
  readonly body: unknown;
  /** Where this made the sign-in whole. */
  readonly whole?: WholeSignIn;
};

/**
 * The second step of a sign-in, for whoever holds one that waits: they have no session, and reach
 * nothing else by it. What makes it whole answers with the session's cookie and where to go.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { slug } = await params;
  return await answerBrowser(request, async (rooms, { requestId }) => {
    const waiting = await waitingSignIn(rooms, slug, request.headers.get("cookie"), requestId);
    if (waiting === null) throw new Problem("unauthenticated");
    const asked = readBody(request, await readBytes(request), secondStepAct) as SecondStepAct;
    const done = await act(rooms, waiting, asked);
    const headers = new Headers({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": requestId,
    });
    if (done.whole !== undefined) {
      for (const cookie of cookiesOf(done.whole, slug)) headers.append("set-cookie", cookie);
      const earlier = parseCookies(request.headers.get("cookie")).get(SESSION_COOKIE);
      await endEarlierSession(rooms, earlier, requestId);
    }
    return new Response(JSON.stringify(done.body), { headers });
  });
}

async function act(rooms: House, waiting: WaitingSignIn, asked: SecondStepAct): Promise<Done> {
  const prover = waitingProver(waiting);
  switch (asked.act) {
    case "ask-passkey":
      return { body: await requestOptions(rooms, prover) };
    case "begin-passkey":
      return { body: await creationOptions(rooms, prover) };
    case "begin-totp": {
      const { id, secret, uri } = await beginTotp(rooms, prover, { name: asked.name });
      return { body: { id, secret: secret.reveal(), uri: uri.reveal(), qr: qrOf(uri.reveal()) } };
    }
    case "prove":
      return finished(await completeSecondStep(rooms, waiting, asked));
    case "confirm-totp":
      return enrolled(await enrolAtSignIn(rooms, waiting, { ...asked, kind: "totp" }, asked.trust));
    case "add-passkey":
      return enrolled(
        await enrolAtSignIn(rooms, waiting, { ...asked, kind: "passkey" }, asked.trust),
      );
  }
}

function finished(whole: WholeSignIn): Done {
  return { whole, body: { next: whole.next, codes: [] } };
}

function enrolled(whole: EnrolledSignIn): Done {
  return { whole, body: { next: whole.next, codes: whole.codes.map((code) => code.reveal()) } };
}

function cookiesOf({ token, deviceToken }: WholeSignIn, slug: string): string[] {
  return [
    sessionCookie(token.reveal()),
    noSecondStepCookie(),
    ...(deviceToken === null ? [] : [deviceCookie(slug, deviceToken.reveal())]),
  ];
}
