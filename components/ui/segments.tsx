import Link from "next/link";
import { cx } from "./cx";

type SegmentsProps = {
  readonly label: string;
  readonly items: readonly {
    readonly href: string;
    readonly label: string;
    readonly current: boolean;
  }[];
};

/** One of a few views, each with its address. */
export function Segments({ label, items }: SegmentsProps) {
  return (
    <nav aria-label={label} className="flex rounded-md border border-line bg-canvas p-0.5">
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.current ? "true" : undefined}
          className={cx(
            "flex h-6.5 items-center rounded-sm px-2.5 text-sm font-medium pointer-coarse:h-9",
            item.current ? "bg-raised text-text shadow-raised" : "text-muted hover:text-text",
          )}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
