/**
 * What two providers ask of a SCIM door from the first test of the connection to the last leaver, in
 * the order and the form that their own documentation for developers gives. People and data are
 * invented. `{user}` and `{group}` stand for the ids that the door gave.
 */
export type Step = {
  readonly says: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: object;
  readonly status: number;
  /** What the answer holds, at least. */
  readonly has?: object;
  /** The id in the answer is this one's from now on. */
  readonly keep?: "user" | "group";
  /** What the person's membership is afterwards. */
  readonly member?: { readonly status: "active" | "removed"; readonly role?: string };
};

const CORE = "urn:ietf:params:scim:schemas:core:2.0";
const USER = `${CORE}:User`;
const GROUP = `${CORE}:Group`;
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const patch = (...Operations: object[]) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations,
});
const list = (totalResults: number) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults,
});
const where = (filter: string) => `filter=${encodeURIComponent(filter)}`;

const oktaPerson = {
  schemas: [USER],
  userName: "ada.quill@people.test",
  name: { givenName: "Ada", familyName: "Quill" },
  emails: [{ primary: true, value: "ada.quill@people.test", type: "work" }],
  displayName: "Ada Quill",
  locale: "en-US",
  externalId: "00u1invented2",
  groups: [],
  active: true,
};

/** Okta: users with PUT and PATCH, then a pushed group. The group gives the policy manager's role. */
export const OKTA: readonly Step[] = [
  {
    says: "tries the connection",
    ...{ method: "GET", path: "/Users?startIndex=1&count=2", status: 200, has: list(0) },
  },
  {
    says: "asks whether the person is there",
    method: "GET",
    path: `/Users?${where('userName eq "ada.quill@people.test"')}&startIndex=1&count=100`,
    ...{ status: 200, has: { ...list(0), Resources: [], startIndex: 1 } },
  },
  {
    says: "makes them, with a password of its own",
    ...{ method: "POST", path: "/Users", body: { ...oktaPerson, password: "x1-invented" } },
    ...{ status: 201, keep: "user", member: { status: "active", role: "viewer" } },
    has: { schemas: [USER], userName: "ada.quill@people.test", active: true },
  },
  {
    says: "reads them",
    ...{ method: "GET", path: "/Users/{user}", status: 200, has: { id: "{user}" } },
  },
  {
    says: "describes them anew",
    ...{ method: "PUT", path: "/Users/{user}", status: 200 },
    body: { ...oktaPerson, id: "{user}", name: { givenName: "Ada", familyName: "Quill-Ives" } },
    has: { name: { familyName: "Quill-Ives" }, active: true },
  },
  {
    says: "looks which groups there are",
    ...{ method: "GET", path: "/Groups?startIndex=1&count=100", status: 200, has: list(0) },
  },
  {
    says: "looks for the group it is to push",
    method: "GET",
    path: `/Groups?${where('displayName eq "Gate keepers"')}&startIndex=1&count=100`,
    ...{ status: 200, has: list(0) },
  },
  {
    says: "pushes the group",
    ...{ method: "POST", path: "/Groups", status: 201, keep: "group" },
    body: { schemas: [GROUP], displayName: "Gate keepers", members: [] },
    has: { displayName: "Gate keepers" },
  },
  {
    says: "puts the person in",
    ...{ method: "PATCH", path: "/Groups/{group}", status: 200 },
    body: patch({ op: "add", path: "members", value: [{ value: "{user}", display: "Ada" }] }),
    member: { status: "active", role: "policy_manager" },
  },
  {
    says: "renames the group by a value with its id",
    ...{ method: "PATCH", path: "/Groups/{group}", status: 200 },
    body: patch({ op: "replace", value: { id: "{group}", displayName: "Keepers" } }),
    member: { status: "active", role: "policy_manager" },
  },
  {
    says: "takes the person out and in again in one request",
    ...{ method: "PATCH", path: "/Groups/{group}", status: 200 },
    body: patch(
      { op: "remove", path: 'members[value eq "{user}"]' },
      { op: "add", path: "members", value: [{ value: "{user}" }] },
    ),
    member: { status: "active", role: "policy_manager" },
  },
  {
    says: "says anew who is in the group: nobody",
    ...{ method: "PUT", path: "/Groups/{group}", status: 200 },
    body: { schemas: [GROUP], id: "{group}", displayName: "Keepers", members: [] },
    member: { status: "active", role: "viewer" },
  },
  {
    says: "deactivates the person",
    ...{ method: "PATCH", path: "/Users/{user}", status: 200, has: { active: false } },
    body: patch({ op: "replace", value: { active: false } }),
    member: { status: "removed" },
  },
  {
    says: "finds them, who is assigned again",
    method: "GET",
    path: `/Users?${where('userName eq "ada.quill@people.test"')}&startIndex=1&count=100`,
    ...{ status: 200, has: { ...list(1), Resources: [{ id: "{user}", active: false }] } },
  },
  {
    says: "lets them in again",
    ...{ method: "PUT", path: "/Users/{user}", status: 200, has: { active: true } },
    body: { ...oktaPerson, id: "{user}" },
    member: { status: "active", role: "viewer" },
  },
  {
    says: "takes the group away",
    ...{ method: "DELETE", path: "/Groups/{group}", status: 204 },
  },
];

/** Entra ID: users with PATCH alone, in its own spelling, and a group. The group gives the policy manager's role. */
export const ENTRA: readonly Step[] = [
  {
    says: "tries the connection with a person who cannot be there",
    method: "GET",
    path: `/Users?${where('userName eq "5f1c9c1e-0b6e-4b43-9d3e-2b7c5f6e1a01"')}`,
    ...{ status: 200, has: list(0) },
  },
  {
    says: "asks by the id it knows",
    ...{ method: "GET", path: `/Users?${where('externalId eq "b.tarn"')}`, status: 200 },
    has: list(0),
  },
  {
    says: "makes the person",
    ...{ method: "POST", path: "/Users", status: 201, keep: "user" },
    body: {
      schemas: [USER, ENTERPRISE],
      externalId: "b.tarn",
      userName: "b.tarn@people.test",
      active: true,
      emails: [{ primary: true, type: "work", value: "b.tarn@people.test" }],
      meta: { resourceType: "User" },
      name: { formatted: "Bo Tarn", familyName: "Tarn", givenName: "Bo" },
      roles: [],
      [ENTERPRISE]: { department: "Ferries" },
    },
    has: { userName: "b.tarn@people.test", active: true, [ENTERPRISE]: { department: "Ferries" } },
    member: { status: "active", role: "viewer" },
  },
  {
    says: "reads them",
    ...{ method: "GET", path: "/Users/{user}", status: 200, has: { externalId: "b.tarn" } },
  },
  {
    says: "changes values of several kinds at once",
    ...{ method: "PATCH", path: "/Users/{user}", status: 200 },
    body: patch(
      { op: "Replace", path: 'emails[type eq "work"].value', value: "bo@people.test" },
      { op: "Replace", path: "name.familyName", value: "Tarn-Low" },
      { op: "Add", path: `${ENTERPRISE}:manager`, value: "m-77" },
    ),
    has: { emails: [{ value: "bo@people.test" }], name: { familyName: "Tarn-Low" } },
  },
  {
    says: "adds by dotted names without a path",
    ...{ method: "PATCH", path: "/Users/{user}", status: 200 },
    body: patch({
      op: "Add",
      value: { "name.givenName": "Boaz", [`${ENTERPRISE}:division`]: "Sea" },
    }),
    has: { name: { givenName: "Boaz" }, [ENTERPRISE]: { division: "Sea" } },
  },
  {
    says: "gives them another user name",
    ...{ method: "PATCH", path: "/Users/{user}", status: 200 },
    body: patch({ op: "Replace", path: "userName", value: "boaz.tarn@people.test" }),
    has: { userName: "boaz.tarn@people.test" },
  },
  {
    says: "looks for the group, without its members",
    method: "GET",
    path: `/Groups?excludedAttributes=members&${where('displayName eq "Harbour"')}`,
    ...{ status: 200, has: list(0) },
  },
  {
    says: "makes the group, with a schema of its own",
    ...{ method: "POST", path: "/Groups", status: 201, keep: "group" },
    body: {
      schemas: [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
      externalId: "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
      displayName: "Harbour",
      meta: { resourceType: "Group" },
    },
    has: { displayName: "Harbour" },
  },
  {
    says: "puts the person in",
    ...{ method: "PATCH", path: "/Groups/{group}", status: 200 },
    body: patch({ op: "Add", path: "members", value: [{ $ref: null, value: "{user}" }] }),
    member: { status: "active", role: "policy_manager" },
  },
  {
    says: "reads the group without its members",
    ...{ method: "GET", path: "/Groups/{group}?excludedAttributes=members", status: 200 },
    has: { displayName: "Harbour" },
  },
  {
    says: "renames it",
    ...{ method: "PATCH", path: "/Groups/{group}", status: 200 },
    body: patch({ op: "Replace", path: "displayName", value: "Harbour watch" }),
    has: { displayName: "Harbour watch" },
  },
  {
    says: "takes the person out, named in the value",
    ...{ method: "PATCH", path: "/Groups/{group}", status: 200 },
    body: patch({ op: "Remove", path: "members", value: [{ $ref: null, value: "{user}" }] }),
    member: { status: "active", role: "viewer" },
  },
  {
    says: "disables the person, with a text for a truth value",
    ...{ method: "PATCH", path: "/Users/{user}", status: 200, has: { active: false } },
    body: patch({ op: "Replace", path: "active", value: "False" }),
    member: { status: "removed" },
  },
  {
    says: "enables them again",
    ...{ method: "PATCH", path: "/Users/{user}", status: 200, has: { active: true } },
    body: patch({ op: "Replace", path: "active", value: "True" }),
    member: { status: "active", role: "viewer" },
  },
  {
    says: "takes the group away",
    ...{ method: "DELETE", path: "/Groups/{group}", status: 204 },
  },
  {
    says: "deletes the person",
    ...{ method: "DELETE", path: "/Users/{user}", status: 204, member: { status: "removed" } },
  },
  {
    says: "finds nobody there",
    ...{ method: "GET", path: "/Users/{user}", status: 404 },
  },
];
