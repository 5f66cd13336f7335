import Link from "next/link";
import { buttonClass } from "./button";

type PageLinksProps = {
  /** Where the list begins; null where that is shown. */
  readonly first: string | null;
  /** Where it goes on; null where it ends. */
  readonly next: string | null;
  /** Whether it stands in the order of time, newest first. */
  readonly byTime?: boolean;
};

/** The ways through a long list. */
export function PageLinks({ first, next, byTime = false }: PageLinksProps) {
  return (
    <nav aria-label="Pages" className="mt-4 flex gap-2">
      {first === null ? null : (
        <Link href={first} className={buttonClass()}>
          {byTime ? "Newest" : "First"}
        </Link>
      )}
      {next === null ? null : (
        <Link href={next} className={buttonClass()}>
          {byTime ? "Older" : "More"}
        </Link>
      )}
    </nav>
  );
}
