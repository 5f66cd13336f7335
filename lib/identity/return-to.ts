const MAX_LENGTH = 512;

/**
 * Where to go after sign-in: a path of the same organisation on this origin, or its first page.
 *
 * The text comes from a query, so it is judged after a URL parser has read it: a scheme, a host,
 * `//host`, `/\host` and control characters all resolve to another origin or are refused. A path
 * that would begin another sign-in or end the session is refused too.
 */
export function returnTo(text: string | null | undefined, slug: string): string {
  const home = `/t/${slug}`;
  if (typeof text !== "string" || text.length > MAX_LENGTH || !text.startsWith("/")) return home;
  if (/[\\\p{Cc}]/u.test(text)) return home;
  let url: URL;
  try {
    url = new URL(text, "http://console.invalid");
  } catch {
    return home;
  }
  if (url.origin !== "http://console.invalid") return home;
  if (url.pathname !== home && !url.pathname.startsWith(`${home}/`)) return home;
  if (/^\/t\/[^/]+\/sign-(?:in|out)(?:\/|$)/.test(url.pathname)) return home;
  return `${url.pathname}${url.search}`;
}
