import { createSocket } from "node:dgram";

/**
 * A name server that knows TXT records only, in the wire form of RFC 1035. Raised at the port that the
 * house was told of; `say` puts a record there, `close` ends it.
 */
export async function raiseNameServer(port: number) {
  const records = new Map<string, string>();
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const { name, end } = readName(question);
    const said = records.get(name);
    socket.send(answerOf(question.subarray(0, end + 4), said), from.port, from.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, "127.0.0.1", resolve);
  });
  return {
    say: (name: string, value: string) => records.set(name.toLowerCase(), value),
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

/** The name that is asked for, and where it ends. */
function readName(question: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

/** The question again, with its one record behind it, or with the word that there is none. */
function answerOf(question: Buffer, said: string | undefined): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(said === undefined ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(said === undefined ? 0 : 1, 6);
  head.writeUInt32BE(0, 8);
  if (said === undefined) return head;
  const text = Buffer.from(said, "latin1");
  const record = Buffer.alloc(13 + text.length);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(16, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(60, 6);
  record.writeUInt16BE(text.length + 1, 10);
  record.writeUInt8(text.length, 12);
  text.copy(record, 13);
  return Buffer.concat([head, record]);
}
