import type { Claims } from "../claims";

const MOST = 100;
const LENGTH = 2000;

/** What an ID token and the user information say of a person, each value as text. */
export function claimsOf(said: Readonly<Record<string, unknown>>): Claims {
  const raw = new Map<string, string[]>();
  for (const [name, value] of Object.entries(said).slice(0, MOST)) {
    const values = (Array.isArray(value) ? value.slice(0, 500) : [value])
      .filter((one) => ["string", "number", "boolean"].includes(typeof one))
      .map((one) => String(one).slice(0, LENGTH));
    if (values.length > 0) raw.set(name.slice(0, 200), values);
  }
  // Claims that stand elsewhere (Core, section 5.6.2): what they are is shown, and none of it is fetched.
  const elsewhere = said._claim_names;
  if (typeof elsewhere === "object" && elsewhere !== null) {
    raw.set(
      "_claim_names",
      Object.keys(elsewhere)
        .slice(0, MOST)
        .map((one) => one.slice(0, 200)),
    );
  }
  const text = (name: string) => (typeof said[name] === "string" ? (said[name] as string) : "");
  const full = [text("given_name"), text("family_name")].filter(Boolean).join(" ");
  return {
    email: text("email").slice(0, LENGTH) || null,
    name: (text("name") || full).slice(0, LENGTH) || null,
    groups: raw.get("groups") ?? [],
    raw: Object.fromEntries(raw),
  };
}
