import type { Metadata } from "next";
import { DeviceDecision } from "@/components/sessions/device-decision";
import { Ago } from "@/components/ui/ago";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { Field, Input } from "@/components/ui/field";
import { oneParam, type Params } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { Failed } from "@/components/ui/states";
import { describeDevice } from "@/lib/identity";
import { findDeviceSignIn, shownUserCode, type WaitingSignIn } from "@/lib/tokens";
import { readFor, visitor } from "../../attempt";
import { decide } from "./actions";

export const metadata: Metadata = { title: "Sign a device in" };

const PURPOSE =
  "A command line or script that shows you a code wants to sign in as you. Compare the code before you agree.";

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function DevicePage({ params, searchParams }: Props) {
  const { slug, caller } = await visitor(params);
  const code = oneParam((await searchParams).code) ?? "";
  const found = await readFor(caller, async (house) =>
    code === "" ? null : await findDeviceSignIn(house, caller, code),
  );
  const top = <PageHeader title="Sign a device in" purpose={PURPOSE} />;
  if (!found.ok) {
    return (
      <>
        {top}
        <Failed problem={found.problem} consequence="Nothing was signed in." />
      </>
    );
  }
  return (
    <>
      {top}
      <div className="max-w-xl space-y-6">
        {/* By its code: another one is another question. */}
        <DeviceDecision
          key={code}
          waiting={
            found.value === null ? null : <Waiting waiting={found.value} name={caller.name} />
          }
          otherwise={<AskForCode wrong={code !== ""} />}
          decide={decide.bind(null, slug, code)}
        />
      </div>
    </>
  );
}

/** A plain form: the code goes into the address, and the page is asked for anew. */
function AskForCode({ wrong }: { readonly wrong: boolean }) {
  return (
    <form method="get" className="space-y-4">
      <Field
        label="The code it shows"
        help="Eight letters, such as BCDF-GHJK. It is good for ten minutes."
        error={wrong ? "No sign-in waits under this code in your organisation." : undefined}
      >
        <Input name="code" autoComplete="off" autoCapitalize="characters" spellCheck={false} />
      </Field>
      <Button variant="primary" type="submit">
        Look it up
      </Button>
    </form>
  );
}

type WaitingProps = {
  readonly waiting: WaitingSignIn;
  readonly name: string;
};

function Waiting({ waiting, name }: WaitingProps) {
  return (
    <>
      <p className="font-mono text-2xl tracking-widest">{shownUserCode(waiting.userCode)}</p>
      <Facts
        facts={[
          { name: "Calls itself", value: waiting.client },
          { name: "Program", value: describeDevice(waiting.userAgent) ?? "It does not say" },
          { name: "From", value: waiting.address ?? "Not known" },
          { name: "Began", value: <Ago at={waiting.createdAt} /> },
          { name: "Signs in as", value: name },
        ]}
      />
      <p className="text-muted">
        It may then do what you may, until you end its session. If you did not start this yourself,
        or the code is another one, refuse it: somebody may want to come in by your hand.
      </p>
    </>
  );
}
