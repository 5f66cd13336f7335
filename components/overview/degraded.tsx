import { TriangleAlert } from "lucide-react";
import { Ago } from "@/components/ui/ago";
import type { FailingProvider } from "@/lib/identity";

const WORDS: Readonly<Record<FailingProvider["failure"], string>> = {
  unreachable: "does not answer",
  "not-itself": "answers as somebody else: its issuer is not the one you connected",
  "refused-address": "has come to an address that may not be asked",
};

/** What does not work as it should, first of all: nothing where all is well. */
export function Degraded({ providers }: { readonly providers: readonly FailingProvider[] }) {
  if (providers.length === 0) return null;
  return (
    <section
      aria-label="Degraded"
      className="mb-6 rounded-lg border border-line bg-warn-soft px-4 py-3.5"
    >
      {providers.map((provider) => (
        <div key={provider.id} className="flex gap-3">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn-text" />
          <p className="min-w-0">
            <span className="font-medium text-warn-text">
              Sign-in through {provider.name} is degraded:
            </span>{" "}
            its identity provider {WORDS[provider.failure]}, since{" "}
            <Ago at={provider.since} className="text-muted" />. Who is signed in stays so until
            their session ends, and confirms who they are before they approve anything; who is not
            may have to wait.
          </p>
        </div>
      ))}
    </section>
  );
}
