import type { Claims } from "../claims";

const MOST = 100;
const LENGTH = 2000;

/** What an ID token and the user information say of a person, each value as text. */
export function claimsOf(said: Readonly<Record<string, unknown>>): Claims {
  const raw = new Map<string, string[]>();
  // Among however many others, what is said of the address is heard.
  const { email_verified = null } = said;
  for (const [name, value] of Object.entries({ email_verified, ...said }).slice(0, MOST)) {
    const values = (Array.isArray(value) ? value.slice(0, 500) : [value])
      .filter((one) => ["string", "number", "boolean"].includes(typeof one))
      .map((one) => storable(String(one), LENGTH));
    if (values.length > 0) raw.set(storable(name, 200), values);
  }
  // Claims that stand elsewhere (Core, section 5.6.2): what they are is shown, and none of it is fetched.
  const elsewhere = said._claim_names;
  if (typeof elsewhere === "object" && elsewhere !== null) {
    raw.set(
      "_claim_names",
      Object.keys(elsewhere)
        .slice(0, MOST)
        .map((one) => storable(one, 200)),
    );
  }
  const text = (name: string) => (typeof said[name] === "string" ? (said[name] as string) : "");
  const full = [text("given_name"), text("family_name")].filter(Boolean).join(" ");
  return {
    email: storable(text("email"), LENGTH) || null,
    name: storable(text("name") || full, LENGTH) || null,
    groups: raw.get("groups") ?? [],
    raw: Object.fromEntries(raw),
  };
}

/** What cannot be kept gives way to a mark, and not to nothing: no value becomes another one that counts. */
function storable(text: string, length: number): string {
  return text.slice(0, length).toWellFormed().replaceAll("\0", "\ufffd");
}
