import { createTransport } from "nodemailer";
import type { Config } from "@/lib/kernel";

export type Mail = {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
};
export type Mailer = { send(mail: Mail): Promise<void>; close(): void };

/** What a mail server gets to say something, in milliseconds. */
const DEADLINES = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/**
 * A connection to the configured mail server, or null where none is configured. In production a
 * server that offers no TLS is not talked to, and its certificate is judged.
 */
export function openMailer(config: Config): Mailer | null {
  if (config.mail === null) return null;
  const { url, from } = config.mail;
  const { hostname, protocol, port, username, password } = new URL(url.reveal());
  const transport = createTransport({
    host: hostname,
    port: port === "" ? (protocol === "smtps:" ? 465 : 587) : Number(port),
    secure: protocol === "smtps:",
    requireTLS: config.mode === "production",
    ...(username === ""
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    ...DEADLINES,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    // The same letter keeps its id when it is sent again, so that a mail box can tell.
    send: async ({ id, to, subject, text }) => {
      await transport.sendMail({
        ...{ from, to: { name: "", address: to }, subject, text },
        messageId: `<${id}@${hostOf(from)}>`,
        headers: { "auto-submitted": "auto-generated" },
      });
    },
    close: () => transport.close(),
  };
}

function hostOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?$/.exec(from)?.[1] ?? "portcullis.invalid";
}
