import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentCaller } from "@/app/house";
import { PlainPage } from "@/components/shell/plain-page";
import { buttonClass } from "@/components/ui/button";
import { Id } from "@/components/ui/copy-button";
import { cx } from "@/components/ui/cx";
import { returnTo, type SessionCaller } from "@/lib/identity";

export const metadata: Metadata = { title: "Sign in" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
};

type Notice = {
  readonly title: string;
  readonly text: string;
  readonly tone: "neutral" | "danger";
};

const NOTICES: Readonly<Record<string, Notice>> = {
  refused: {
    title: "You were not signed in",
    text: "The answer of your organisation's sign-in could not be accepted here. Try again, and if it fails again tell your administrator the request id.",
    tone: "danger",
  },
  "not-set-up": {
    title: "No sign-in is set up here",
    text: "Check the address with your administrator.",
    tone: "neutral",
  },
  over: {
    title: "This sign-in is over",
    text: "It took too long, or it was finished before. Begin again.",
    tone: "neutral",
  },
  unavailable: {
    title: "Signing in is not possible right now",
    text: "Something it depends on is not available. Try again in a moment.",
    tone: "danger",
  },
  "not-afresh": {
    title: "That did not confirm that it is you",
    text: "Your organisation's sign-in let you in without asking who you are. Try again, add a second factor under Account and use that, or tell your administrator the request id.",
    tone: "danger",
  },
  "factor-asked": {
    title: "A second factor is asked for now",
    text: "Your organisation has come to ask for one, and you have none yet. Sign in again to add it; nothing of yours is lost.",
    tone: "neutral",
  },
  "signed-out": {
    title: "You are signed out",
    text: "This browser holds no session any more.",
    tone: "neutral",
  },
};

/** The sign-in page of one organisation. It looks the same whether or not the address exists. */
export default async function SignInPage({ params, searchParams }: Props) {
  const { slug } = await params;
  const query = await searchParams;
  const next = returnTo(one(query.next), slug);
  const caller = await whoever();
  const notice = NOTICES[one(query.notice) ?? ""];
  // Whoever came to confirm that it is they is signed in already, and is told why that was not done.
  const unconfirmed = notice === NOTICES["not-afresh"];
  if (caller?.tenant.slug === slug && !unconfirmed) redirect(next);
  const requestId = /^[A-Za-z0-9._-]{8,64}$/.exec(one(query.request) ?? "")?.[0];
  const connection = /^[0-9a-f-]{36}$/.exec(one(query.connection) ?? "")?.[0];
  const base = `/t/${encodeURIComponent(slug)}/sign-in`;
  const start = `${base}/start?${new URLSearchParams({ next, ...(connection ? { connection } : {}), ...(unconfirmed ? { afresh: "1" } : {}) })}`;
  return (
    <PlainPage>
      <h1 className="text-lg font-semibold">Sign in</h1>
      <p className="mt-1 text-muted">
        to <strong className="font-medium text-text">{slug}</strong>, with your organisation's own
        account.
      </p>
      {notice === undefined ? null : (
        <section
          className={cx(
            "mt-5 rounded-md px-3.5 py-3",
            notice.tone === "danger" ? "bg-danger-soft" : "bg-hover",
          )}
          role="status"
        >
          <h2 className={cx("font-medium", notice.tone === "danger" && "text-danger-text")}>
            {notice.title}
          </h2>
          <p className="mt-0.5 text-sm">{notice.text}</p>
          {requestId === undefined ? null : (
            <p className="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-sm text-muted">
              Request id <Id value={requestId} label="Copy request id" />
            </p>
          )}
        </section>
      )}
      {/* A plain link: it must not be fetched ahead, since following it begins a sign-in. */}
      <a
        className={cx(buttonClass({ variant: "primary" }), "mt-5 w-full")}
        href={start}
        rel="nofollow"
      >
        Continue with single sign-on
      </a>
      <p className="mt-4 text-sm">
        <a className="text-muted underline underline-offset-2 hover:text-text" href="/">
          Another organisation
        </a>
        <span className="mx-2 text-faint">·</span>
        <a
          className="text-muted underline underline-offset-2 hover:text-text"
          href={`${base}/recover`}
        >
          An owner's emergency sign-in code
        </a>
      </p>
    </PlainPage>
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
