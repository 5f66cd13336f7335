type Assertion = { readonly Conditions?: { readonly AudienceRestriction?: unknown } };
type Library = { validateAudience: (assertion: Assertion, audience: string) => boolean };

/**
 * Has the broker's SAML library judge audiences as SAML core has them (section 2.5.1.4): every
 * restriction must hold, and one holds that names us, whomever it names beside us. By itself it
 * compares beginnings, and refuses whatever names more than one.
 *
 * A library that is built otherwise stays as it is, and refuses those answers.
 */
export async function judgeAudiencesInBroker(): Promise<void> {
  const library = within(await import("@boxyhq/saml20/dist/saml20.js"));
  if (library !== null) library.validateAudience = namesUs;
}

/** Whether an assertion in the library's own form is meant for this audience, by the whole of its name. */
export function namesUs({ Conditions: conditions }: Assertion, audience: string): boolean {
  const restrictions = listOf(conditions?.AudienceRestriction);
  const holds = (restriction: unknown) =>
    listOf(partOf(restriction, "Audience")).some((one) => textOf(one) === audience);
  return restrictions.length > 0 && restrictions.every(holds);
}

/** The form leaves lists of one out, and writes an element that has attributes as `{"@", "_"}`. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function textOf(element: unknown): string {
  const text = typeof element === "string" ? element : partOf(element, "_");
  return typeof text === "string" ? text.trim() : "";
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The library itself, innermost in its module: how deep, is a matter of who loads it. */
function within(module: unknown): Library | null {
  const inner = partOf(module, "default");
  const found = inner === undefined ? null : within(inner);
  if (found !== null) return found;
  return typeof partOf(module, "validateAudience") === "function" ? (module as Library) : null;
}
