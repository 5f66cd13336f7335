/*
 * The last lines of a start: where to go, who can sign in, one command to try.
 */
import { relative } from "node:path";
import type { Config } from "@/lib/kernel";
import { bold, dim, line, seconds } from "../make/screen.mjs";
import type { Evaluation } from "../seed/context";
import { evaluationFile } from "./home";

/** What a path looks like from where the person stands. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}

function printAccounts(evaluation: Evaluation, home: string): void {
  line(`  ${bold("Who can sign in")}`);
  for (const tenant of evaluation.tenants) {
    const user = tenant.users[0];
    if (!user) continue;
    const address = `${evaluation.console}/t/${tenant.slug}/sign-in`;
    line(`    ${address.padEnd(44)} ${user.email.padEnd(20)} ${user.password}`);
  }
  line(dim(`    Every account, key and grant: ${shown(evaluationFile(home))}`));
  line();
}

/** Prints the addresses and how to begin. The last line says that everything is ready. */
export function printWelcome(config: Config, evaluation: Evaluation | null, tookMs: number): void {
  line();
  line(`  ${bold("Addresses")}`);
  line(`    Console  ${config.origins.console}`);
  line(`    Gate     ${config.origins.gate}`);
  if (evaluation) line(`    Sign-in  ${config.origins.idp}   ${dim("evaluation OpenID provider")}`);
  line();
  if (evaluation) {
    printAccounts(evaluation, config.home);
    line(`  ${bold("Try a governed call")}`);
    line("    bin/portcullis try");
    line();
  }
  line(`  Portcullis is ready (${seconds(tookMs)}). Ctrl-C stops it; what it holds stays.`);
}
