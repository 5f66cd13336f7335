import type { Metadata } from "next";
import { house } from "@/app/house";
import { tenantOf } from "@/app/sign-in-flow";
import { PlainPage } from "@/components/shell/plain-page";
import { buttonClass } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { oneParam, type Params } from "@/components/ui/href";
import { returnTo, usableConnections } from "@/lib/identity";
import { log } from "@/lib/kernel";

export const metadata: Metadata = { title: "Sign in" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

/** Which of an organisation's connections to sign in through, where it has several in use. */
export default async function ChoosePage({ params, searchParams }: Props) {
  const { slug } = await params;
  const query = await searchParams;
  const next = returnTo(oneParam(query.next), slug);
  const kept = new URLSearchParams({ next });
  if (oneParam(query.afresh) === "1") kept.set("afresh", "1");
  const ways = await waysOf(slug);
  const base = `/t/${encodeURIComponent(slug)}/sign-in`;
  return (
    <PlainPage>
      <h1 className="text-lg font-semibold">Sign in</h1>
      <p className="mt-1 text-muted">
        to <strong className="font-medium text-text">{slug}</strong>, with the account of your
        organisation that you use for it.
      </p>
      {ways.length === 0 ? (
        <p role="status" className="mt-5 rounded-md bg-hover px-3.5 py-3">
          There is nothing to choose here. Begin from the sign-in page.
        </p>
      ) : (
        <ul className="mt-5 flex flex-col gap-2">
          {ways.map(({ id, name }) => (
            <li key={id}>
              {/* A plain link: it must not be fetched ahead, since following it begins a sign-in. */}
              <a
                className={cx(buttonClass(), "w-full")}
                href={`${base}/start?${new URLSearchParams([...kept, ["connection", id]])}`}
                rel="nofollow"
              >
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-4 text-sm">
        <a className="text-muted underline underline-offset-2 hover:text-text" href={base}>
          Back to the sign-in page
        </a>
      </p>
    </PlainPage>
  );
}

/** The ways in, if they can be asked for and are several: one alone is not named to strangers. */
async function waysOf(slug: string) {
  try {
    const rooms = await house();
    const tenant = await tenantOf(rooms, slug);
    if (tenant === null) return [];
    const { jackson } = await rooms.signInDoor();
    const ways = await usableConnections({ db: rooms.db, jackson }, tenant.tenant_id);
    return ways.length > 1 ? ways : [];
  } catch (error) {
    log.warn("the ways in could not be read", { error });
    return [];
  }
}
