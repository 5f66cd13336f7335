import { type Caller, isPermission, mayDo, type Permission } from "@/lib/access";
import { type FieldFault, Problem } from "@/lib/kernel";

/**
 * A key never holds more than its creator does at that moment: whoever may create keys could
 * otherwise climb by creating one. A capability that is not known, and one that is known but not
 * held, are both refused, each by its place in the list.
 */
export function grantableCapabilities(
  creator: Pick<Caller, "permissions">,
  wanted: readonly string[],
): Permission[] {
  const granted: Permission[] = [];
  const fields: FieldFault[] = [];
  for (const [index, name] of wanted.entries()) {
    if (!isPermission(name)) {
      fields.push({ path: `/capabilities/${index}`, message: "There is no such capability" });
    } else if (!mayDo(creator, name)) {
      fields.push({ path: `/capabilities/${index}`, message: "You do not hold this capability" });
    } else granted.push(name);
  }
  if (fields.length > 0) throw new Problem("unprocessable", { extensions: { fields } });
  return granted;
}
