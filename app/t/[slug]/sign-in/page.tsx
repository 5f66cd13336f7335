import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentCaller } from "@/app/house";
import { returnTo, type SessionCaller } from "@/lib/identity";

export const metadata: Metadata = { title: "Sign in" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const NOTICES: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  refused: {
    title: "You were not signed in",
    text: "The answer of your organisation's sign-in could not be accepted here. Try again, and if it fails again tell your administrator the request id.",
  },
  "not-set-up": {
    title: "No sign-in is set up here",
    text: "Check the address with your administrator.",
  },
  unavailable: {
    title: "Signing in is not possible right now",
    text: "Something it depends on is not available. Try again in a moment.",
  },
  "signed-out": { title: "You are signed out", text: "This browser holds no session any more." },
};

/** The sign-in page of one organisation. It looks the same whether or not the address exists. */
export default async function SignInPage({ params, searchParams }: Props) {
  const { slug } = await params;
  const query = await searchParams;
  const next = returnTo(one(query.next), slug);
  const caller = await whoever();
  if (caller?.tenant.slug === slug) redirect(next);
  const notice = NOTICES[one(query.notice) ?? ""];
  const requestId = /^[A-Za-z0-9._-]{8,64}$/.exec(one(query.request) ?? "")?.[0];
  const start = `/t/${encodeURIComponent(slug)}/sign-in/start?next=${encodeURIComponent(next)}`;
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="w-full max-w-sm">
        <h1 className="text-xl font-semibold">Sign in</h1>
        <p className="mt-1">
          Organisation <strong>{slug}</strong>
        </p>
        {notice === undefined ? null : (
          <section className="mt-6 rounded-md border p-4" role="status">
            <h2 className="font-medium">{notice.title}</h2>
            <p className="mt-1 text-sm">{notice.text}</p>
            {requestId === undefined ? null : (
              <p className="mt-2 text-sm">
                Request id <code>{requestId}</code>
              </p>
            )}
          </section>
        )}
        {/* A plain link: it must not be fetched ahead, since following it begins a sign-in. */}
        <a
          className="mt-6 block rounded-md border px-4 py-2 text-center font-medium"
          href={start}
          rel="nofollow"
        >
          Continue with single sign-on
        </a>
        <p className="mt-6 text-sm">
          <a className="underline" href="/">
            Another organisation
          </a>
        </p>
      </div>
    </main>
  );
}

/** Who is signed in already, if that can be asked: the page must show even when it cannot. */
async function whoever(): Promise<SessionCaller | null> {
  try {
    return await currentCaller();
  } catch {
    return null;
  }
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
