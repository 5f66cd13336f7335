import { connect } from "node:net";

export type RawReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/**
 * Sends bytes as they are, piece by piece, and reads the answers until the server closes or nothing
 * comes for a while.
 */
export function rawExchange(
  port: number,
  pieces: string | readonly string[],
  options: { readonly pauseMs?: number; readonly quietMs?: number } = {},
): Promise<RawReply[]> {
  const { pauseMs = 20, quietMs = 1_500 } = options;
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    const finish = () => {
      socket.destroy();
      resolve(parseReplies(text));
    };
    socket.setTimeout(quietMs, finish);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", finish);
    socket.on("close", finish);
    socket.on("connect", async () => {
      for (const piece of typeof pieces === "string" ? [pieces] : pieces) {
        if (!socket.writable) return;
        socket.write(piece, "latin1");
        await new Promise((wake) => setTimeout(wake, pauseMs));
      }
    });
  });
}

/** The replies in a connection's bytes; their lengths are announced, as those of the gate's errors are. */
function parseReplies(text: string): RawReply[] {
  const replies: RawReply[] = [];
  let rest = text;
  while (rest.startsWith("HTTP/1.1 ")) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) break;
    const [line = "", ...lines] = rest.slice(0, end).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((each) => {
        const colon = each.indexOf(":");
        return [each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim()];
      }),
    );
    const length = Number(headers["content-length"] ?? 0);
    const body = rest.slice(end + 4, end + 4 + length);
    replies.push({ status: Number(line.split(" ")[1]), headers, body: parseBody(body) });
    rest = rest.slice(end + 4 + length);
  }
  return replies;
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
