import { Problem } from "@/lib/kernel";
import { RPC } from "./protocol";

/** A message that JSON-RPC or the protocol does not allow, with the code that says in what way. */
export class RpcProblem extends Problem {
  readonly rpcCode: number;

  constructor(detail: string, rpcCode: number = RPC.invalidRequest) {
    super("invalid_request", { detail });
    this.rpcCode = rpcCode;
  }
}

/** The JSON-RPC code of a problem: the one it names itself, or its kind's. */
export function rpcCodeOf(problem: Problem): number {
  if (problem instanceof RpcProblem) return problem.rpcCode;
  switch (problem.code) {
    case "malformed_json":
      return RPC.parseError;
    case "invalid_request":
      return RPC.invalidRequest;
    case "session_not_found":
      return RPC.sessionNotFound;
    case "internal":
      return RPC.internal;
    default:
      return RPC.other;
  }
}
