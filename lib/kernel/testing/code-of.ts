import { Problem } from "../errors";

/** How work ended: "done", the code of the problem it was refused with, or what else was thrown. */
export function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );
}
