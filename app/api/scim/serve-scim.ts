import {
  type Came,
  createGroup,
  createUser,
  type DirectoryCaller,
  getGroup,
  getUser,
  listGroups,
  listUsers,
  noteRefusal,
  patchGroup,
  patchUser,
  removeGroup,
  removeUser,
  replaceGroup,
  replaceUser,
  resolveDirectoryCaller,
  resourceTypes,
  schemas,
  scimAddress,
  serviceProviderConfig,
} from "@/lib/directory";
import { Problem, requestIdFrom, runWithContext, toProblem } from "@/lib/kernel";
import { type House, house } from "../../rooms";
import { assertHost } from "../admit";
import { found, listed, made, refuse, respond, type ScimReply } from "./answer";
import { listingOf, readAsked, readListing, readScimBody } from "./read-scim";

type Method = Came["method"];
type Visit = {
  readonly house: House;
  readonly caller: DirectoryCaller;
  readonly request: Request;
  readonly base: string;
  readonly came: Came;
  readonly query: URLSearchParams;
};
type Ways = Readonly<Partial<Record<Method, () => Promise<ScimReply>>>>;

/**
 * One request of a directory. Every request takes the same way: host, token, path, and only then
 * the use case. A browser's cookie counts for nothing here.
 */
export async function serveScim(request: Request, path: readonly string[]): Promise<Response> {
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  return await runWithContext({ requestId, door: "scim" }, async () => {
    let visit: Visit | null = null;
    try {
      const rooms = await house();
      assertHost(request.headers, rooms.config);
      const caller = await authenticate(rooms, request, requestId);
      const method = (request.method === "HEAD" ? "GET" : request.method) as Method;
      visit = {
        ...{ house: rooms, caller, request },
        base: scimAddress(rooms.config),
        came: { method, path: `/${path.join("/")}` },
        query: new URL(request.url).searchParams,
      };
      return respond(await answer(visit, path), requestId);
    } catch (error) {
      const problem = toProblem(error);
      if (visit !== null && worthNoting(visit.came, problem))
        await noteRefusal(visit.house, visit.caller, visit.came, problem);
      return refuse(problem, requestId);
    }
  });
}

/** Asking for what is not there is how providers find out; all else that is refused is looked for. */
function worthNoting({ method }: Came, { status }: Problem): boolean {
  return status !== 401 && !(method === "GET" && status === 404);
}

async function authenticate({ db }: House, request: Request, requestId: string) {
  const header = request.headers.get("authorization") ?? "";
  const [, token] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(header) ?? [];
  const caller =
    token === undefined ? null : await resolveDirectoryCaller({ db }, token, { requestId });
  if (caller !== null) return caller;
  throw new Problem("unauthenticated", {
    headers: { "www-authenticate": 'Bearer realm="portcullis"' },
  });
}

async function answer(visit: Visit, path: readonly string[]): Promise<ScimReply> {
  const ways = waysOf(visit, path);
  const way = ways[visit.came.method];
  if (way !== undefined) return await way();
  const allow = Object.keys(ways).join(", ");
  throw new Problem("method_not_allowed", { headers: { allow } });
}

function waysOf(visit: Visit, [kind, id, ...more]: readonly string[]): Ways {
  if (more.length > 0) throw new Problem("not_found");
  switch (kind) {
    case "Users":
      return id === undefined
        ? users(visit)
        : id === ".search"
          ? search(visit, listUsers)
          : user(visit, id);
    case "Groups":
      return id === undefined
        ? groups(visit)
        : id === ".search"
          ? search(visit, listGroups)
          : group(visit, id);
    case "ServiceProviderConfig":
      if (id !== undefined) break;
      return { GET: async () => found(serviceProviderConfig(visit.base)) };
    case "ResourceTypes":
      return catalogue(resourceTypes(visit.base), id);
    case "Schemas":
      return catalogue(schemas(visit.base), id);
    case "Me":
    case "Bulk":
      // What is not offered is answered as such (RFC 7644, sections 3.7 and 3.11).
      throw new Problem("not_found", { detail: `This server does not offer ${kind}.` });
  }
  throw new Problem("not_found");
}

function catalogue(all: readonly { readonly id: string }[], id: string | undefined): Ways {
  if (id === undefined) return { GET: async () => listed(all) };
  const one = all.find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (one === undefined) throw new Problem("not_found");
  return { GET: async () => found(one) };
}

function search({ house, caller, base, request }: Visit, list: typeof listUsers): Ways {
  return {
    POST: async () => {
      const how = listingOf(await readScimBody(request));
      const { resources, totalResults } = await list(house, caller, base, how);
      return listed(resources, totalResults, how.startIndex);
    },
  };
}

function listing({ house, caller, base, query }: Visit, list: typeof listUsers) {
  return async () => {
    const how = readListing(query);
    const { resources, totalResults } = await list(house, caller, base, how);
    return listed(resources, totalResults, how.startIndex);
  };
}

function users(visit: Visit): Ways {
  const { house, caller, request } = visit;
  return {
    GET: listing(visit, listUsers),
    POST: async () => made(await createUser(house, caller, visit, await readScimBody(request))),
  };
}

function user(visit: Visit, id: string): Ways {
  const { house, caller, request, base, query } = visit;
  return {
    GET: async () => found(await getUser(house, caller, base, id, readAsked(query))),
    PUT: async () =>
      found(await replaceUser(house, caller, visit, id, await readScimBody(request))),
    PATCH: async () =>
      found(await patchUser(house, caller, visit, id, await readScimBody(request))),
    DELETE: async () => {
      await removeUser(house, caller, visit, id);
      return { status: 204 };
    },
  };
}

function groups(visit: Visit): Ways {
  const { house, caller, request, query } = visit;
  const asking = () => ({ ...visit, asked: readAsked(query) });
  return {
    GET: listing(visit, listGroups),
    POST: async () => made(await createGroup(house, caller, asking(), await readScimBody(request))),
  };
}

function group(visit: Visit, id: string): Ways {
  const { house, caller, request, base, query } = visit;
  const asking = () => ({ ...visit, asked: readAsked(query) });
  return {
    GET: async () => found(await getGroup(house, caller, base, id, readAsked(query))),
    PUT: async () =>
      found(await replaceGroup(house, caller, asking(), id, await readScimBody(request))),
    PATCH: async () =>
      found(await patchGroup(house, caller, asking(), id, await readScimBody(request))),
    DELETE: async () => {
      await removeGroup(house, caller, visit, id);
      return { status: 204 };
    },
  };
}
