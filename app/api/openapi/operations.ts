import type { Endpoint, Method } from "../endpoint";
import { endpointsOf } from "../handle";
import { ROUTES } from "./routes";

/** One method of one path, as its endpoint declares it. */
export type Operation = {
  readonly path: string;
  readonly method: Method;
  readonly endpoint: Endpoint;
};

/** Every operation of the control API, in the order of the paths. */
export function operations(): Operation[] {
  return Object.entries(ROUTES).flatMap(([path, route]) =>
    Object.entries(endpointsOf(route)).map(([method, endpoint]) => ({
      path,
      method: method as Method,
      endpoint,
    })),
  );
}
