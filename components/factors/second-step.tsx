"use client";
import { Fingerprint } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import { plural } from "@/components/ui/time";
import { CodeField, type Method } from "./code-field";
import { plainAnswer, provePasskey } from "./passkey";
import { type Posted, post } from "./post";

type Ceremony = { readonly challenge: string; readonly options: Record<string, unknown> };

type SecondStepProps = {
  readonly address: string;
  readonly methods: readonly Method[];
  readonly trustDays: number;
};

/** Proves a factor for a sign-in that waits, by any of those that the person has. */
export function SecondStep({ address, methods, trustDays }: SecondStepProps) {
  const typed = methods.filter((method) => method !== "passkey");
  const [way, setWay] = useState<Method | undefined>(typed[0]);
  const [code, setCode] = useState("");
  const [trust, setTrust] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const take = (result: Posted<{ readonly next: string }>) => {
    if (!result.ok) return setProblem(result.problem);
    window.location.assign(result.value.next);
  };
  const prove = (proof: unknown) => post<{ next: string }>(address, { act: "prove", proof, trust });
  const byCode = (event: FormEvent) => {
    event.preventDefault();
    if (pending || way === undefined) return;
    start(async () => take(await prove({ method: way, code: code.trim() })));
  };
  const byPasskey = () =>
    start(async () => {
      const asked = await post<Ceremony>(address, { act: "ask-passkey" });
      if (!asked.ok) return setProblem(asked.problem);
      const answer = await provePasskey(asked.value.options);
      if (!answer.ok) return setProblem(answer.problem);
      const { challenge } = asked.value;
      take(await prove({ method: "passkey", challenge, answer: plainAnswer(answer.value) }));
    });
  return (
    <>
      <h1 className="text-lg font-semibold">Confirm it is you</h1>
      <p className="mt-1 text-muted">
        Your organisation knows you. One more proof, and you are in.
      </p>
      <div className="mt-5 space-y-4">
        {problem ? <FormProblem problem={problem} /> : null}
        {methods.includes("passkey") ? (
          <Button
            variant="primary"
            className="w-full"
            pending={pending}
            icon={<Fingerprint aria-hidden />}
            onClick={byPasskey}
          >
            Use a passkey
          </Button>
        ) : null}
        {way === undefined ? null : (
          <form onSubmit={byCode} noValidate className="space-y-3">
            <CodeField way={way} code={code} onChange={setCode} />
            <Button type="submit" variant="primary" className="w-full" pending={pending}>
              Continue
            </Button>
          </form>
        )}
        {trustDays > 0 ? (
          <label className="flex items-start gap-2.5">
            <input
              type="checkbox"
              className="mt-1 accent-accent"
              checked={trust}
              onChange={(event) => setTrust(event.target.checked)}
            />
            <span>
              Do not ask in this browser for {plural(trustDays, "day")}
              <span className="block text-sm text-muted">Only where nobody else uses it.</span>
            </span>
          </label>
        ) : null}
        {typed
          .filter((method) => method !== way)
          .map((method) => (
            <Button
              key={method}
              variant="quiet"
              onClick={() => {
                setWay(method);
                setCode("");
                setProblem(null);
              }}
            >
              {method === "totp" ? "Use a code of the app instead" : "Use a recovery code instead"}
            </Button>
          ))}
      </div>
    </>
  );
}
