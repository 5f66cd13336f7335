import type { Outcome as OutcomeName } from "@/lib/decisions";
import type { RpcId } from "../mcp/message";

/**
 * The outcome that one message of a reply tells, or null if it does not answer `id`. A reply is
 * parsed only where its text gives reason to: the client gets the bytes as they came.
 */
export function outcomeOfMessage(text: string, id: RpcId | null): OutcomeName | null {
  // No answer is without these; looking for them is cheaper than finding that a text is no JSON.
  if (!text.includes('"id"') && !text.includes("\\u")) return null;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  const answers = Array.isArray(message) ? message : [message];
  for (const answer of answers) {
    const outcome = outcomeOfAnswer(answer, id);
    if (outcome !== null) return outcome;
  }
  return null;
}

/** The outcome of a whole JSON reply. */
export function outcomeOfReply(body: Buffer, id: RpcId | null): OutcomeName {
  if (!body.includes('"isError"') && !body.includes('"error"')) return "answered";
  return outcomeOfMessage(body.toString("utf8"), id) ?? "answered";
}

function outcomeOfAnswer(answer: unknown, id: RpcId | null): OutcomeName | null {
  if (typeof answer !== "object" || answer === null) return null;
  if ("method" in answer || !("id" in answer) || answer.id !== id) return null;
  if ("error" in answer) return "upstream_error";
  if (!("result" in answer)) return null;
  const { result } = answer;
  const isError =
    typeof result === "object" && result !== null && "isError" in result && result.isError === true;
  return isError ? "tool_error" : "answered";
}
