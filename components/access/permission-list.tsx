import { Check, Minus } from "lucide-react";
import { cx } from "@/components/ui/cx";
import { holds, PERMISSION_GROUPS, permissionSentence } from "./permission-groups";

type PermissionListProps = {
  readonly held: readonly string[];
  /** Also show what is not held, marked so. */
  readonly all?: boolean;
};

/** What may be done, by what it is about: a sentence each. */
export function PermissionList({ held, all }: PermissionListProps) {
  const groups = PERMISSION_GROUPS.map(({ title, permissions }) => ({
    title,
    permissions: permissions.filter((name) => all || held.includes(name)),
  })).filter(({ permissions }) => permissions.length > 0);
  return (
    <div className="space-y-4">
      {groups.map(({ title, permissions }) => (
        <section key={title} aria-label={title}>
          <h3 className="mb-1.5 text-xs font-medium text-faint">{title}</h3>
          <ul className="space-y-1.5">
            {permissions.map((name) => {
              const may = holds(held, name);
              const Icon = may ? Check : Minus;
              return (
                <li key={name} className="flex gap-2">
                  <Icon
                    aria-hidden
                    className={cx("mt-0.5 size-4 shrink-0", may ? "text-ok-text" : "text-faint")}
                  />
                  <span className={cx("min-w-0", !may && "text-faint")}>
                    {may ? null : <span className="sr-only">May not: </span>}
                    {permissionSentence(name)}{" "}
                    <code className="font-mono text-xs text-faint">{name}</code>
                  </span>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}
