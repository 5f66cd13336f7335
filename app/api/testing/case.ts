import type { Permission } from "@/lib/access";
import type { Method, Route, Sent, TestApi } from "./api";

/** One route and method, with what succeeds, what is refused for its form, and what it needs. */
export type Case = {
  name: string;
  route: Route;
  method: Method;
  permission: Permission | null;
  /** What a caller must hold beside it: nobody gives what they do not hold themselves. */
  holding?: readonly Permission[];
  /** A request that succeeds; its params are made on a server of the caller's. */
  good: (api: TestApi, serverId: string) => Promise<Sent> | Sent;
  status?: number;
  /** Requests that are refused for their form, with the status each gets. */
  bad: [string, (serverId: string, api: TestApi) => Promise<Sent> | Sent, number][];
  hasId: boolean;
};
/** Asks for what has that id. */
export const id = (serverId: string): Sent => ({ params: { id: serverId } });
const list = ["?limit=0", "?limit=x", "?limit=201", "?cursor=abc", "?limit=1&limit=2", "?other=1"];
export const badLists = list.map((query): Case["bad"][number] => [
  query,
  (s) => ({ ...id(s), query }),
  422,
]);
/** What takes no query and is asked with one. */
export const aQuery: Case["bad"] = [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]];
