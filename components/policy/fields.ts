import { roleName } from "@/components/shell/roles";
import type { PolicySection } from "@/lib/access";
import { PERMISSIONS, ROLES } from "@/lib/access/permissions";

type Common = { readonly name: string; readonly label: string; readonly help: string };
type Option = { readonly value: string; readonly label: string; readonly help?: string };

/** One member of a section's form, as it is shown. */
export type PolicyField = Common &
  (
    | { readonly kind: "number"; readonly unit: string; readonly min: number; readonly max: number }
    | { readonly kind: "switch" }
    | { readonly kind: "choice"; readonly options: readonly Option[] }
    | { readonly kind: "many"; readonly options: readonly Option[] }
    /** Several texts, one a line. */
    | { readonly kind: "lines"; readonly placeholder?: string }
    /** Names, each with the networks that it stands for: one name a line. */
    | { readonly kind: "named-networks" }
  );

export type SectionWords = {
  readonly title: string;
  readonly note: string;
  readonly fields: readonly PolicyField[];
};

/** How each section of the policy is shown: its members in the order in which they are decided. */
export const SECTIONS: Readonly<Record<PolicySection, SectionWords>> = {
  sessions: {
    title: "Sessions",
    note: "How long a sign-in lasts, and what ends it. What you make stricter holds for sessions that stand, too.",
    fields: [
      {
        kind: "number",
        name: "idleMinutes",
        label: "A browser is signed out when unused for",
        help: "5 minutes to 30 days.",
        min: 5,
        max: 43_200,
        unit: "minutes",
      },
      {
        kind: "number",
        name: "absoluteHours",
        label: "A browser is signed out after",
        help: "However much it is used: an hour to 30 days.",
        min: 1,
        max: 720,
        unit: "hours",
      },
      {
        kind: "number",
        name: "clientIdleDays",
        label: "A command line is signed out when unused for",
        help: "1 to 90 days.",
        min: 1,
        max: 90,
        unit: "days",
      },
      {
        kind: "number",
        name: "clientAbsoluteDays",
        label: "A command line is signed out after",
        help: "However much it is used: 1 to 365 days.",
        min: 1,
        max: 365,
        unit: "days",
      },
      {
        kind: "switch",
        name: "endOnNetworkChange",
        label: "Ask again in another network",
        help: "A session that appears in another network (the first 24 bits of an IPv4 address, 48 of IPv6) ends there.",
      },
      {
        kind: "switch",
        name: "endOnDeviceChange",
        label: "Ask again on another kind of device",
        help: "A session that appears on a phone after it began on a computer ends there.",
      },
      {
        kind: "named-networks",
        name: "namedNetworks",
        label: "Networks with a name",
        help: "A name a line, with its addresses and networks. Sessions are shown with it, and all of one name is one network to them.",
      },
    ],
  },
  mfa: {
    title: "Second factors",
    note: "Who needs more than the identity provider's word. Who must have a factor and has none makes one at their next sign-in.",
    fields: [
      {
        kind: "switch",
        name: "everyone",
        label: "Everyone needs a second factor",
        help: "A passkey, or an authenticator app.",
      },
      {
        kind: "many",
        name: "roles",
        label: "These roles need one in any case",
        help: "Holds also where not everyone needs one.",
        options: ROLES.map((value) => ({ value, label: roleName(value) })),
      },
      {
        kind: "number",
        name: "trustDays",
        label: "A browser may be trusted for",
        help: "It is not asked again for so long. 0 asks at every sign-in, also where a browser was trusted before.",
        unit: "days",
        min: 0,
        max: 90,
      },
      {
        kind: "number",
        name: "stepUpSeconds",
        label: "For what is dangerous, a proof counts for",
        help: "Making and rotating keys, changing roles, members, policies and factors. A minute to a day.",
        unit: "seconds",
        min: 60,
        max: 86_400,
      },
      {
        kind: "switch",
        name: "stepUpNeedsFactor",
        label: "What is dangerous needs a second factor",
        help: "Otherwise a fresh sign-in will do for those who have none.",
      },
    ],
  },
  "api-keys": {
    title: "API keys",
    note: "What the keys of scripts may be. Keys that exist are held against it too, on their next request.",
    fields: [
      {
        kind: "number",
        name: "maxAgeDays",
        label: "Maximum age",
        help: "Counted from when a key was made or rotated. 0 for no limit. Keys that are older end at once.",
        unit: "days",
        min: 0,
        max: 3650,
      },
      {
        kind: "many",
        name: "capabilities",
        label: "What keys may hold",
        help: "Choose none to allow every permission. What a key holds beyond this counts no more.",
        options: Object.entries(PERMISSIONS).map(([value, label]) => ({ value, label })),
      },
      {
        kind: "lines",
        name: "networks",
        label: "From where keys work",
        help: "An address or network a line. Leave it empty for everywhere. From elsewhere every key is refused.",
        placeholder: "192.0.2.0/24",
      },
      {
        kind: "choice",
        name: "whenMakerLeaves",
        label: "When whoever made a key leaves, or may do less",
        help: "Of somebody who may do less, only keys and grants that go beyond what they may do then. What is kept is marked until somebody else rotates it.",
        options: [
          { value: "choose", label: "Whoever changes that says what becomes of their keys" },
          { value: "revoke", label: "Their keys are always revoked" },
          { value: "flag", label: "Their keys are always kept, and marked" },
        ],
      },
    ],
  },
  newcomers: {
    title: "Newcomers",
    note: "What somebody sees who comes in by a directory or at their first sign-in, where neither a group nor a claim says which workspaces. Who is in already keeps what they see.",
    fields: [
      {
        kind: "choice",
        name: "see",
        label: "They see",
        help: "Owners see every workspace, whatever is said here.",
        options: [
          { value: "first", label: "The oldest workspace that takes anything new" },
          { value: "listed", label: "The workspaces chosen below, or none" },
          { value: "every", label: "Every workspace, those that come later too" },
        ],
      },
      {
        kind: "many",
        name: "workspaces",
        label: "Workspaces",
        help: "They count where the choice above says so.",
        // Those of the organisation, which the page adds.
        options: [],
      },
    ],
  },
};

/** Options that only the organisation knows, by the field they belong to. */
export type OwnOptions = Readonly<Record<string, readonly Option[]>>;

/** The fields of a section, with the organisation's own options in their places. */
export function fieldsOf(section: PolicySection, own: OwnOptions = {}): readonly PolicyField[] {
  return SECTIONS[section].fields.map((field) =>
    field.kind === "many" && own[field.name] !== undefined
      ? { ...field, options: [...field.options, ...(own[field.name] ?? [])] }
      : field,
  );
}
