import { CLIENT_ADDRESS_HEADER } from "@/lib/kernel";
import type { Client } from "./judge-client";

/** Where a request to the console comes from: the address that its server found, and what it calls itself. */
export function clientOf(headers: Pick<Headers, "get">): Client {
  return {
    address: headers.get(CLIENT_ADDRESS_HEADER),
    userAgent: headers.get("user-agent"),
  };
}
