import { type Answer, ask, headerOf, type Sent } from "./ask";
import { type Action, pathOf } from "./sources";

/** What an action gave back, or where it led the one who called it; neither where it did not run. */
export type Called = {
  readonly answer: Answer;
  readonly result: { ok: boolean; problem?: { code: string; status: number } } | undefined;
  readonly leadsTo: string | undefined;
};

/** Calls a server action as the console's own pages do, from a page that holds it. */
export async function callAction(
  action: Action,
  params: Readonly<Record<string, string>>,
  args: readonly unknown[] | string,
  headers: Sent["headers"],
): Promise<Called> {
  const answer = await ask(pathOf(action.page, params), {
    method: "POST",
    headers: {
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      "next-action": action.id,
      ...headers,
    },
    body: typeof args === "string" ? args : JSON.stringify(args),
  });
  const leadsTo = headerOf(answer, "x-action-redirect")?.split(";")[0];
  return { answer, result: resultOf(answer), leadsTo };
}

/** The result stands in a line of its own, which the first line names. */
function resultOf({ text }: Answer): Called["result"] {
  const lines = text.split("\n");
  const line = (name: string) => lines.find((one) => one.startsWith(`${name}:`));
  const [, name] = /"a":"\$@(\w+)"/.exec(line("0") ?? "") ?? [];
  const found = name === undefined ? undefined : line(name)?.slice(name.length + 1);
  return found?.startsWith("{") ? JSON.parse(found) : undefined;
}
