"use client";
import { Fingerprint, Smartphone } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Ago } from "@/components/ui/ago";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/facts";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import { plural, utc } from "@/components/ui/time";
import type { FactorsView } from "@/lib/factors";
import { makePasskey, plainAnswer } from "./passkey";
import { type Posted, post, remove } from "./post";
import { RecoveryCodes } from "./recovery-codes";
import { type BegunTotpView, TotpSetup } from "./totp-setup";

type Ceremony = { readonly challenge: string; readonly options: Record<string, unknown> };
const ME = "/api/v1/me";
const KINDS = { totp: "Authenticator app", passkey: "Passkey" } as const;

/** One's own factors, recovery codes and known browsers, and what may be done with them. */
export function OwnFactors({ view }: { readonly view: FactorsView }) {
  const router = useRouter();
  const [begun, setBegun] = useState<BegunTotpView | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const take = <T,>(result: Posted<T>, then?: (value: T) => void) => {
    setProblem(result.ok ? null : result.problem);
    if (!result.ok) return;
    then?.(result.value);
    router.refresh();
  };
  const hasApp = view.factors.some(({ kind }) => kind === "totp");
  const addApp = () =>
    start(async () =>
      take(await post<BegunTotpView>(`${ME}/factors/totp`, { name: "App" }), setBegun),
    );
  const addPasskey = () =>
    start(async () => {
      const asked = await post<Ceremony>(`${ME}/factors/passkey/options`, {});
      if (!asked.ok) return take(asked);
      const answer = await makePasskey(asked.value.options);
      if (!answer.ok) return take(answer);
      const { challenge } = asked.value;
      const made = { name: "Passkey", challenge, answer: plainAnswer(answer.value) };
      take(await post(`${ME}/factors/passkey`, made));
    });
  const confirm = async (code: string) =>
    take(await post(`${ME}/factors/totp/${begun?.id}/confirm`, { code }), () => setBegun(null));
  const makeCodes = () =>
    start(async () =>
      take(await post<{ codes: string[] }>(`${ME}/recovery-codes`, {}), (made) =>
        setCodes(made.codes),
      ),
    );
  const end = (address: string) => start(async () => take(await remove(`${ME}/${address}`)));
  return (
    <div className="max-w-[640px] space-y-10">
      {problem ? <FormProblem problem={problem} /> : null}
      <Section
        title="Second factors"
        note={
          view.required
            ? "Your organisation demands at least one of you."
            : "With one, you are asked for it at sign-in, and before what is dangerous."
        }
      >
        {view.factors.length === 0 ? <p className="mb-4 text-muted">You have none yet.</p> : null}
        <ul aria-label="Your factors" className="divide-y divide-line">
          {view.factors.map((factor) => (
            <li key={factor.id} className="flex items-center justify-between gap-4 py-2.5">
              <span className="min-w-0">
                <span className="block truncate font-medium">{factor.name}</span>
                <span className="block text-sm text-muted">
                  {KINDS[factor.kind]}, since {utc(factor.createdAt)}; last used{" "}
                  {factor.lastUsedAt ? <Ago at={factor.lastUsedAt} /> : "never"}
                </span>
              </span>
              <Button
                size="sm"
                pending={pending}
                aria-label={`Remove ${factor.name}, ${KINDS[factor.kind].toLowerCase()}`}
                onClick={() => end(`factors/${factor.id}`)}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
        {begun === null ? (
          <div className="mt-4 flex flex-wrap gap-2">
            <Button pending={pending} icon={<Fingerprint aria-hidden />} onClick={addPasskey}>
              Add a passkey
            </Button>
            {hasApp ? null : (
              <Button pending={pending} icon={<Smartphone aria-hidden />} onClick={addApp}>
                Add an authenticator app
              </Button>
            )}
          </div>
        ) : (
          <TotpSetup begun={begun} confirm={confirm} />
        )}
      </Section>
      {view.factors.length === 0 ? null : (
        <Section
          title="Recovery codes"
          note="Each lets you in once without your factor. A new set takes the place of the old one."
        >
          {codes === null ? (
            <>
              <p className="mb-3">{plural(view.recoveryCodes, "code")} left.</p>
              <Button pending={pending} onClick={makeCodes}>
                Make new recovery codes
              </Button>
            </>
          ) : (
            <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />
          )}
        </Section>
      )}
      {view.devices.length === 0 ? null : (
        <Section
          title="Known browsers"
          note="Where you proved a factor. One that is forgotten is asked like any other."
        >
          <ul aria-label="Known browsers" className="divide-y divide-line">
            {view.devices.map((device) => (
              <li key={device.id} className="flex items-center justify-between gap-4 py-2.5">
                <span className="min-w-0">
                  <span className="block truncate">{device.userAgent ?? "A browser"}</span>
                  <span className="block text-sm text-muted">
                    {device.address ?? "Unknown address"}, last used <Ago at={device.lastUsedAt} />
                    {device.trustedUntil === null
                      ? ""
                      : `; not asked until ${utc(device.trustedUntil)}`}
                  </span>
                </span>
                <Button
                  size="sm"
                  pending={pending}
                  aria-label={`Forget the browser last used ${utc(device.lastUsedAt)}`}
                  onClick={() => end(`devices/${device.id}`)}
                >
                  Forget
                </Button>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}
