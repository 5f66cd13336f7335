"use client";
import { Fingerprint, Smartphone } from "lucide-react";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import { makePasskey, plainAnswer } from "./passkey";
import { type Posted, post } from "./post";
import { RecoveryCodes } from "./recovery-codes";
import { type BegunTotpView, TotpSetup } from "./totp-setup";

type Ceremony = { readonly challenge: string; readonly options: Record<string, unknown> };
type Whole = { readonly next: string; readonly codes: readonly string[] };

/** Makes the first factor of a person who must have one, in the middle of their sign-in. */
export function FirstFactor({
  address,
  organisation,
}: {
  readonly address: string;
  readonly organisation: string;
}) {
  const [begun, setBegun] = useState<BegunTotpView | null>(null);
  const [whole, setWhole] = useState<Whole | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const take = <T,>(result: Posted<T>, then: (value: T) => void) => {
    setProblem(result.ok ? null : result.problem);
    if (result.ok) then(result.value);
  };
  const byApp = () =>
    start(async () =>
      take(await post<BegunTotpView>(address, { act: "begin-totp", name: "App" }), setBegun),
    );
  const byPasskey = () =>
    start(async () => {
      const asked = await post<Ceremony>(address, { act: "begin-passkey" });
      if (!asked.ok) return setProblem(asked.problem);
      const answer = await makePasskey(asked.value.options);
      if (!answer.ok) return setProblem(answer.problem);
      const { challenge } = asked.value;
      const made = { act: "add-passkey", name: "Passkey", challenge };
      take(await post<Whole>(address, { ...made, answer: plainAnswer(answer.value) }), setWhole);
    });
  const confirm = async (code: string) => {
    const sent = { act: "confirm-totp", id: begun?.id, code };
    take(await post<Whole>(address, sent), setWhole);
  };
  if (whole !== null) {
    return (
      <>
        <h1 className="mb-3 text-lg font-semibold">Keep these recovery codes</h1>
        <RecoveryCodes codes={whole.codes} onKept={() => window.location.assign(whole.next)} />
      </>
    );
  }
  return (
    <>
      <h1 className="text-lg font-semibold">Add a second factor</h1>
      <p className="mt-1 mb-5 text-muted">
        {organisation} asks for one beside its sign-in. Choose how you prove it is you.
      </p>
      <div className="space-y-4">
        {problem ? <FormProblem problem={problem} /> : null}
        {begun === null ? (
          <div className="flex flex-col gap-3">
            <Button
              variant="primary"
              pending={pending}
              icon={<Fingerprint aria-hidden />}
              onClick={byPasskey}
            >
              Make a passkey
            </Button>
            <Button pending={pending} icon={<Smartphone aria-hidden />} onClick={byApp}>
              Use an authenticator app
            </Button>
          </div>
        ) : (
          <TotpSetup begun={begun} confirm={confirm} />
        )}
      </div>
    </>
  );
}
