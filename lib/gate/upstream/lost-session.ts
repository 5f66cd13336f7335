import { Bytes } from "../http/bytes";
import type { BodySink, UpstreamFlow } from "./attempt";

const MAX_BYTES = 16 * 1024;
const MAX_MILLISECONDS = 5_000;

/**
 * Whether an upstream's refusal (400) says that it does not know the session. The protocol's word for
 * that is 404, but the official SDK's own examples, and servers built on them, answer 400 with such a
 * message after a restart; the client must hear 404, or it never begins anew.
 */
export function saysSessionIsLost(body: string): boolean {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown } };
    return typeof error?.message === "string" && /\bsession\b|not initialized/i.test(error.message);
  } catch {
    return false;
  }
}

/** Reads the body of a refusal, at most `MAX_BYTES` and not for ever, and hands on what came. */
export function readRefusal(flow: UpstreamFlow, then: (body: string) => void): BodySink {
  const body = new Bytes();
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    then(body.all().toString("utf8"));
  };
  const timer = setTimeout(() => flow.stop(), MAX_MILLISECONDS);
  return {
    data(chunk) {
      if (body.size < MAX_BYTES) body.push(chunk);
      else flow.stop();
    },
    done: end,
    failed: end,
  };
}
