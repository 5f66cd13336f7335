import { cx } from "@/components/ui/cx";
import { plural } from "@/components/ui/time";

export type View = "grid" | "json";
const WORDS = { grid: "Grid", json: "JSON" } as const;

type ViewTabsProps = {
  readonly view: View;
  readonly faults: number;
  readonly onView: (view: View) => void;
};

/** Which view is in sight where there is no room for both. */
export function ViewTabs({ view, faults, onView }: ViewTabsProps) {
  return (
    <fieldset className="mb-3 flex rounded-md border border-line bg-canvas p-0.5 xl:hidden">
      <legend className="sr-only">View</legend>
      {(["grid", "json"] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === view}
          onClick={() => onView(one)}
          className={cx(
            "flex h-7 flex-1 items-center justify-center gap-2 rounded-sm text-sm font-medium pointer-coarse:h-9",
            one === view ? "bg-raised text-text shadow-raised" : "text-muted hover:text-text",
          )}
        >
          {WORDS[one]}
          {one === "json" && faults > 0 ? (
            <span className="text-danger-text">{plural(faults, "fault")}</span>
          ) : null}
        </button>
      ))}
    </fieldset>
  );
}
