import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, it } from "vitest";
import type { GrantRoute } from "@/lib/servers";
import { Exchange } from "./exchange";
import { createExchanges } from "./exchanges";
import { readBody } from "./http/read-body";

function exchange(): Exchange {
  const request = new IncomingMessage(new Socket());
  const made = new Exchange(request, new ServerResponse(request), "request-1", "/mcp/x");
  made.grant = { grantId: "g", expiresAt: null } as GrantRoute;
  return made;
}

it("counts an exchange until its answer is over", () => {
  const exchanges = createExchanges(1);
  const first = exchange();
  exchanges.enter(first);
  expect(() => exchanges.enter(exchange())).toThrow("too many calls");
  first.response.emit("close");
  exchanges.enter(exchange());
});

it("never counts one whose client left while its grant was looked up", () => {
  const exchanges = createExchanges(1);
  const left = exchange();
  left.response.emit("close");
  expect(() => exchanges.enter(left)).toThrow();
  exchanges.enter(exchange());
});

it("the body of a client that left is not waited for", async () => {
  const { request, response } = exchange();
  request.destroy();
  await expect(readBody(request, response, 100)).rejects.toMatchObject({ code: "invalid_request" });
});
