import { AsyncLocalStorage } from "node:async_hooks";

export type Door = "console" | "api" | "scim" | "gate" | "cli" | "worker";

/** What every line of the log written on behalf of one request carries. */
export type RequestContext = {
  readonly requestId: string;
  readonly door: Door;
  tenantId?: string;
  workspaceId?: string;
};

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` so that everything it calls sees `context`. */
export function runWithContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the request being served, if there is one. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
