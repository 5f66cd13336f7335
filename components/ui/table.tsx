import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";

/** A table whose head stays in sight while the page scrolls. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return <table {...rest} className={cx("w-full border-separate border-spacing-0", className)} />;
}

type HeadProps = ComponentProps<"th"> & {
  readonly sort?: {
    readonly href: string;
    readonly direction: "ascending" | "descending" | undefined;
  };
};

/** The head of a column; a link that sorts by it where the address can say so. */
export function Head({ className, children, sort, ...rest }: HeadProps) {
  const Arrow = sort?.direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <th
      {...rest}
      scope="col"
      aria-sort={sort?.direction}
      className={cx(
        "sticky top-13 z-20 h-9 border-b border-line bg-surface pr-4 text-left text-xs font-medium whitespace-nowrap text-faint last:pr-0 lg:top-0",
        className,
      )}
    >
      {sort ? (
        <Link
          href={sort.href}
          scroll={false}
          className="inline-flex items-center gap-1 hover:text-text"
        >
          {children}
          <Arrow aria-hidden className={cx("size-3", !sort.direction && "opacity-0")} />
        </Link>
      ) : (
        children
      )}
    </th>
  );
}

/** A cell. */
export function Cell({ className, ...rest }: ComponentProps<"td">) {
  return (
    <td
      {...rest}
      className={cx("h-11 border-b border-line py-1.5 pr-4 align-middle last:pr-0", className)}
    />
  );
}

/** A row's ground reaches a little past its text on both sides, so that the text stays in line. */
const ROW_STATES = cx(
  "relative hover:bg-hover hover:shadow-[-0.5rem_0_0_var(--hover),0.5rem_0_0_var(--hover)]",
  "has-[a[data-row]:focus-visible]:bg-hover",
  "data-open:bg-accent-soft data-open:shadow-[-0.5rem_0_0_var(--accent-soft),0.5rem_0_0_var(--accent-soft)]",
);

/** A row that opens something: its `RowLink` covers it. */
export function Row({
  open,
  className,
  ...rest
}: ComponentProps<"tr"> & { readonly open?: boolean }) {
  return <tr {...rest} data-open={open || undefined} className={cx(ROW_STATES, className)} />;
}

/** The link of a row. Found by the arrow keys; the whole row answers to it. */
export function RowLink({
  href,
  children,
  className,
}: {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <Link
      data-row
      href={href}
      scroll={false}
      prefetch={false}
      className={cx("font-medium after:absolute after:inset-0 after:content-['']", className)}
    >
      {children}
    </Link>
  );
}
