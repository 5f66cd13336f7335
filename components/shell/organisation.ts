/** Which organisation this browser asked for last. A convenience; it opens nothing. */
export const ORGANISATION_COOKIE = "portcullis-organisation";

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** The organisation's address in what somebody typed or pasted; null if there is none. */
export function organisationFrom(given: string): string | null {
  const text = given.trim().toLowerCase();
  const slug = /\/t\/([^/?#]+)/.exec(text)?.[1] ?? text;
  return SLUG.test(slug) ? slug : null;
}
