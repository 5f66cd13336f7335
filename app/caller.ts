import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import {
  clientOf,
  parseCookies,
  remintSession,
  resolveSessionCaller,
  SESSION_COOKIE,
  SESSION_LIMITS,
  type SessionCaller,
} from "@/lib/identity";
import { requestIdFrom } from "@/lib/kernel";
import { inWorkspace, WORKSPACE_COOKIE } from "./in-workspace";
import { house } from "./rooms";

/** The request header in which proxy.ts tells a page its own path. A client's own is overwritten. */
const PATH_HEADER = "x-portcullis-path";

/** Whose session the browser holds, also where it lacks a factor that policy has come to ask for. */
const sessionHolder = cache(async (): Promise<SessionCaller | null> => {
  const { db } = await house();
  const given = await headers();
  const caller = await resolveSessionCaller({ db }, await sessionToken(), {
    requestId: requestIdFrom(given.get("x-request-id")),
    source: "console",
    client: clientOf(given),
    evenWithoutFactor: true,
  });
  const chosen = (await cookies()).get(WORKSPACE_COOKIE)?.value;
  return caller === null ? null : inWorkspace(caller, chosen);
});

/** Who is signed in, read from the database once a request; null if nobody is. */
export async function currentCaller(): Promise<SessionCaller | null> {
  const caller = await sessionHolder();
  return caller?.session.lacksFactor ? null : caller;
}

/**
 * Who is signed in to this organisation. Anybody else, a member of another organisation too, is
 * sent to its sign-in page and comes back to where they were. Whoever lacks a factor that policy has
 * come to ask for is asked for it first.
 */
export async function requireCaller(slug: string): Promise<SessionCaller> {
  const caller = await sessionHolder();
  const theirs = caller?.tenant.slug === slug;
  if (theirs && !caller.session.lacksFactor) return caller;
  const path = (await headers()).get(PATH_HEADER);
  const next = path === null ? "" : `?next=${encodeURIComponent(path)}`;
  const where = theirs ? "sign-in/second-step/ask" : "sign-in";
  redirect(`/t/${encodeURIComponent(slug)}/${where}${next}`);
}

/** The same for a server action, which may also replace the session's token when that is due. */
export async function requireActionCaller(slug: string): Promise<SessionCaller> {
  const caller = await requireCaller(slug);
  const token = await sessionToken();
  const { db } = await house();
  const minted = token === undefined ? null : await remintSession({ db }, caller, token);
  if (minted !== null) {
    (await cookies()).set(SESSION_COOKIE, minted.reveal(), {
      httpOnly: true,
      secure: true,
      sameSite: "lax",
      path: "/",
      maxAge: SESSION_LIMITS.cookieSeconds,
    });
  }
  return caller;
}

async function sessionToken(): Promise<string | undefined> {
  return parseCookies((await headers()).get("cookie")).get(SESSION_COOKIE);
}
