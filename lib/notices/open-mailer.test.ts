import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadConfig } from "@/lib/kernel";
import { openMailer } from "./open-mailer";

type Caught = { readonly from: string; readonly to: string[]; readonly text: string };

/** A mail server that keeps what it is given, and knows no TLS. */
const caught: Caught[] = [];
const server = new SMTPServer({
  disabledCommands: ["STARTTLS"],
  authOptional: true,
  onAuth: ({ username, password }, _session, done) =>
    username === "u" && password === "p@ss" ? done(null, { user: "u" }) : done(new Error("no")),
  onData(stream, session, done) {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope;
      caught.push({
        from: mailFrom === false ? "" : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        text: Buffer.concat(parts).toString("utf8"),
      });
      done();
    });
  },
});
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.server.address() as AddressInfo).port;
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

const mail = {
  id: "01a00000-0000-7000-8000-000000000001",
  to: "ada@acme.test",
  subject: "Acme: Your role was changed",
  text: "What you may do here is another thing now.",
};
const opened = (env: Readonly<Record<string, string>>) => {
  const mailer = openMailer(loadConfig({ ...env, NODE_ENV: "test" }));
  if (mailer === null) throw new Error("no mail server was configured");
  return mailer;
};

it("hands a letter to the configured server, in plain text, to the one person, under its own id", async () => {
  const mailer = opened({
    SMTP_URL: `smtp://u:p%40ss@127.0.0.1:${port}`,
    MAIL_FROM: "Portcullis <gate@installation.test>",
  });
  await mailer.send(mail);
  mailer.close();
  expect(caught).toHaveLength(1);
  const [{ from, to, text }] = caught as [Caught];
  expect([from, to]).toEqual(["gate@installation.test", ["ada@acme.test"]]);
  expect(text).toContain(`Message-ID: <${mail.id}@installation.test>`);
  expect(text).toContain("Auto-Submitted: auto-generated");
  expect(text).toMatch(/^Content-Type: text\/plain/m);
  expect(text).toContain(mail.text);
});

it("lets a text of a subject or an address be no header and no second recipient", async () => {
  const mailer = opened({
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: "gate@installation.test",
  });
  caught.length = 0;
  await mailer.send({ ...mail, subject: "A\r\nBcc: eve@evil.test", to: "ada@acme.test" });
  await mailer.send({ ...mail, to: "ada@acme.test, eve@evil.test" }).catch(() => undefined);
  mailer.close();
  expect(caught.flatMap(({ to }) => to).filter((address) => address !== "ada@acme.test")).toEqual(
    [],
  );
  expect(caught[0]?.text).not.toMatch(/^Bcc:/m);
});

it("sends nothing without TLS in production", async () => {
  const mailer = opened({
    DATABASE_URL: "postgres://localhost/x",
    CONSOLE_ORIGIN: "https://console.test",
    GATE_ORIGIN: "https://gate.test",
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: "gate@installation.test",
  });
  caught.length = 0;
  await expect(mailer.send(mail)).rejects.toThrow();
  mailer.close();
  expect(caught).toEqual([]);
});

it("is not there where no server is configured, and half a configuration is a mistake", () => {
  expect(openMailer(loadConfig({ NODE_ENV: "test" }))).toBeNull();
  for (const half of [{ SMTP_URL: "smtp://m.test" }, { MAIL_FROM: "a@b.test" }])
    expect(() => loadConfig({ NODE_ENV: "test", ...half })).toThrow("SMTP_URL and MAIL_FROM");
});
