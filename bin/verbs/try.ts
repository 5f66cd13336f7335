import { connect } from "../try/client";
import { runGoverned, runOpen, type Step } from "../try/scenario";
import { type Evaluation, readEvaluation, tenantOf } from "./evaluation";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

type Run = { readonly grant: string; readonly mcpUrl: string; readonly steps: readonly Step[] };

export const verb: Verb = {
  name: "try",
  summary: "Drive the evaluation grants with a real client, and show what passed and what did not",
  usage: `portcullis try [--tenant SLUG] [--json]
  Calls tools of the evaluation server through the gate, as an agent would: some pass, one is
  refused by a rule, one by a limit, one is hidden. Needs a running evaluation ("npm start").
  Exit code 0: everything went as the rules say. 1: something did not, or the gate is down.
  --tenant SLUG  another tenant than the first, acme`,
  async run(args) {
    const { values, positionals, json } = parseWords(args, { tenant: { type: "string" } });
    if (positionals.length > 0) throw new Misuse(`Not understood: ${positionals.join(" ")}`);
    const evaluation = readEvaluation();
    const tenant = tenantOf(evaluation, values.tenant);

    const say = (text: string) => {
      if (!json) print(text);
    };
    say(`Calling through ${evaluation.gate} as ${tenant.slug}.`);
    const runs = await runGrants(tenant.grants, say).catch((error: unknown) => {
      throw new Error(`The gate could not be used: ${reason(error)} Is "npm start" running?`);
    });
    const decisions = `${evaluation.console}/t/${tenant.slug}/decisions`;
    const ok = runs.every(({ steps }) => steps.every(({ expected, got }) => expected === got));
    if (json) printJson({ ok, tenant: tenant.slug, gate: evaluation.gate, decisions, runs });
    else printRuns(runs, ok, decisions);
    return ok ? 0 : 1;
  },
};

async function runGrants(
  grants: Evaluation["tenants"][number]["grants"],
  say: (text: string) => void,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const { name, token, mcpUrl } of grants) {
    const client = await connect(mcpUrl, token);
    try {
      const steps = name === "governed" ? await runGoverned(client, say) : await runOpen(client);
      runs.push({ grant: name, mcpUrl, steps });
    } finally {
      await client.close();
    }
  }
  return runs;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${error.message}${cause}.`;
}

function printRuns(runs: readonly Run[], ok: boolean, decisions: string): void {
  const all = runs.flatMap(({ steps }) => steps);
  const width = Math.max(...all.map(({ tried }) => tried.length));
  for (const { grant, steps } of runs) {
    print(`\nGrant ${grant}`);
    for (const { tried, expected, got, rule, says, requestId } of steps) {
      const unexpected = expected === got ? "" : `  but should have been ${expected}`;
      print(`  ${got.padEnd(7)}  ${tried.padEnd(width)}  ${rule ?? says}${unexpected}`);
      print(`  ${"".padEnd(7)}  ${"".padEnd(width)}  request ${requestId}`);
    }
  }
  print();
  print(ok ? "Everything went as the rules say." : "Something did not go as the rules say.");
  print(`Each call and why: ${decisions}`);
  const refused = all.findLast(({ rule }) => rule !== null);
  if (refused !== undefined) print(`One of them: ${decisions}?request=${refused.requestId}`);
}
