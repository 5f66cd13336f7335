import * as callback from "../api/auth/[...nextauth]/route";
import * as authorize from "../api/oauth/authorize/route";
import * as oidc from "../api/oauth/oidc/route";
import * as acs from "../api/saml/[slug]/acs/route";
import * as refused from "../api/saml/[slug]/refused/route";
import * as ask from "../t/[slug]/sign-in/second-step/ask/route";
import * as start from "../t/[slug]/sign-in/start/route";
import * as signOut from "../t/[slug]/sign-out/route";

export const ORIGIN = "http://localhost:3000";

type Landed = { readonly status: number; readonly location: string | null };

/** A browser for tests: keeps cookies, and follows redirects through our routes and the provider. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  /** The cookies of other sites. */
  private readonly elsewhere = new Map<string, Map<string, string>>();
  /** Every address it was sent to. */
  readonly visited: string[] = [];

  /** One request, no redirect followed. */
  async request(address: string, headers: Record<string, string> = {}): Promise<Landed> {
    const url = new URL(address, ORIGIN);
    this.visited.push(url.href);
    if (url.origin !== ORIGIN) {
      const jar = this.elsewhere.get(url.origin) ?? new Map<string, string>();
      this.elsewhere.set(url.origin, jar);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await fetch(url, { redirect: "manual", headers: { cookie } });
      for (const header of response.headers.getSetCookie()) keep(jar, header);
      return { status: response.status, location: response.headers.get("location") };
    }
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const post = url.pathname.endsWith("/sign-out");
    const request = new Request(url, {
      method: post ? "POST" : "GET",
      headers: { host: url.host, ...(cookie === "" ? {} : { cookie }), ...headers },
    });
    const response = await route(url.pathname, request);
    for (const header of response.headers.getSetCookie()) this.keep(header);
    return { status: response.status, location: response.headers.get("location") };
  }

  /**
   * Posts a form as a page of another site does: no cookie of ours goes along (SameSite), those that
   * come back are kept.
   */
  async postFromElsewhere(
    address: string,
    form: Record<string, string> | URLSearchParams,
  ): Promise<Landed> {
    const url = new URL(address, ORIGIN);
    const request = new Request(url, {
      method: "POST",
      headers: { host: url.host, origin: "null", "sec-fetch-site": "cross-site" },
      body: new URLSearchParams(form),
    });
    const response = await acs.POST(request, {
      params: Promise.resolve({ slug: url.pathname.split("/")[3] ?? "" }),
    });
    for (const header of response.headers.getSetCookie()) this.keep(header);
    return { status: response.status, location: response.headers.get("location") };
  }

  /** Follows redirects until it comes to a page (which no test renders), and gives its address. */
  async follow(address: string): Promise<string> {
    let at = address;
    for (let hop = 0; hop < 12; hop++) {
      if (isPage(at)) return at.replace(ORIGIN, "");
      const { location } = await this.request(at);
      if (location === null) throw new Error(`${at} leads nowhere`);
      at = new URL(location, at.startsWith("http") ? at : ORIGIN).href;
    }
    throw new Error("too many redirects");
  }

  private keep(header: string): void {
    keep(this.cookies, header);
  }
}

function keep(jar: Map<string, string>, header: string): void {
  const [pair = ""] = header.split(";");
  const name = pair.slice(0, pair.indexOf("="));
  if (/Max-Age=0|expires=Thu, 01 Jan 1970/i.test(header)) jar.delete(name);
  else jar.set(name, pair.slice(name.length + 1));
}

function isPage(address: string): boolean {
  const url = new URL(address, ORIGIN);
  return (
    url.origin === ORIGIN &&
    !/^\/api\/|\/sign-in\/start$|\/second-step\/ask$|\/sign-out$/.test(url.pathname)
  );
}

function route(pathname: string, request: Request): Promise<Response> | Response {
  const params = Promise.resolve({ slug: decodeURIComponent(pathname.split("/")[2] ?? "") });
  if (pathname.endsWith("/sign-in/start")) return start.GET(request, { params });
  if (pathname.endsWith("/second-step/ask")) return ask.GET(request, { params });
  if (pathname.endsWith("/sign-out")) return signOut.POST(request, { params });
  if (/^\/api\/saml\/[^/]+\/refused$/.test(pathname)) {
    return refused.GET(request, {
      params: Promise.resolve({ slug: pathname.split("/")[3] ?? "" }),
    });
  }
  if (pathname === "/api/oauth/authorize") return authorize.GET(request);
  if (pathname === "/api/oauth/oidc") return oidc.GET(request);
  return callback.GET(request);
}
