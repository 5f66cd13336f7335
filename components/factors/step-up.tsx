"use client";
import { CircleCheck, Fingerprint } from "lucide-react";
import { type KeyboardEvent, useEffect, useState, useTransition } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import type { FactorsView } from "@/lib/factors";
import { CodeField, type Method } from "./code-field";
import { plainAnswer, provePasskey } from "./passkey";
import { get, type Posted, post } from "./post";

type Ceremony = { readonly challenge: string; readonly options: Record<string, unknown> };
const ADDRESS = "/api/v1/me/step-up";

/**
 * Gives a fresh proof beside the act that asked for one. It stands within forms, so it is none itself.
 * Whoever has no factor signs in again, and comes back to where they were.
 */
export function StepUp() {
  const [methods, setMethods] = useState<readonly Method[] | null>(null);
  const [code, setCode] = useState("");
  const [said, setSaid] = useState("");
  const [done, setDone] = useState(false);
  const [pending, start] = useTransition();
  useEffect(() => {
    void get<FactorsView>("/api/v1/me/factors").then((result) => {
      if (result.ok) setMethods(methodsOf(result.value));
      else setSaid(result.problem.detail);
    });
  }, []);
  const take = (result: Posted<unknown>) => {
    setDone(result.ok);
    setSaid(result.ok ? "" : result.problem.detail);
  };
  const typed = methods?.find((method) => method !== "passkey");
  const byCode = () => {
    if (pending || typed === undefined) return;
    // An app's code has six digits; whatever is longer is one of the recovery codes.
    const method = /^\s*\d{3}\s?\d{3}\s*$/.test(code) ? "totp" : "recovery-code";
    start(async () => take(await post(ADDRESS, { method, code: code.trim() })));
  };
  const byPasskey = () =>
    start(async () => {
      const asked = await post<Ceremony>(`${ADDRESS}/options`, {});
      if (!asked.ok) return take(asked);
      const answer = await provePasskey(asked.value.options);
      if (!answer.ok) return take(answer);
      const { challenge } = asked.value;
      const proof = { method: "passkey", challenge, answer: plainAnswer(answer.value) };
      take(await post(ADDRESS, proof));
    });
  if (done) {
    return (
      <p role="status" className="mt-2 flex items-center gap-1.5 font-medium">
        <CircleCheck aria-hidden className="size-4 text-ok-text" />
        Confirmed. Do it again now.
      </p>
    );
  }
  return (
    <div className="mt-2 space-y-2 text-text">
      {said === "" ? null : <p role="status">{said}</p>}
      {methods?.length === 0 ? (
        <a className={buttonClass({ size: "sm" })} href={signInAgain()}>
          Sign in again
        </a>
      ) : null}
      {methods?.includes("passkey") ? (
        <Button size="sm" pending={pending} icon={<Fingerprint aria-hidden />} onClick={byPasskey}>
          Use a passkey
        </Button>
      ) : null}
      {typed === undefined ? null : (
        <>
          <CodeField
            way={typed}
            code={code}
            onChange={setCode}
            onKeyDown={(event: KeyboardEvent) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              byCode();
            }}
          />
          <Button size="sm" pending={pending} onClick={byCode}>
            Confirm
          </Button>
        </>
      )}
    </div>
  );
}

function methodsOf({ factors, recoveryCodes }: FactorsView): Method[] {
  const has = (kind: string) => factors.some((factor) => factor.kind === kind);
  return [
    ...(has("passkey") ? (["passkey"] as const) : []),
    ...(has("totp") ? (["totp"] as const) : []),
    ...(factors.length > 0 && recoveryCodes > 0 ? (["recovery-code"] as const) : []),
  ];
}

function signInAgain(): string {
  const { pathname, search } = window.location;
  const slug = pathname.split("/")[2] ?? "";
  return `/t/${slug}/sign-in/start?afresh=1&next=${encodeURIComponent(`${pathname}${search}`)}`;
}
