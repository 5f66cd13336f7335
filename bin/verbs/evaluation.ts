import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { loadConfig } from "@/lib/kernel";
import { Misuse } from "./verb";

const evaluationSchema = z.object({
  console: z.string(),
  gate: z.string(),
  tenants: z.array(
    z.object({
      slug: z.string(),
      apiKey: z.string(),
      grants: z.array(z.object({ name: z.string(), token: z.string(), mcpUrl: z.string() })),
    }),
  ),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** What the evaluation's own file says; misuse where there is no evaluation. */
export function readEvaluation(): Evaluation {
  const file = join(loadConfig().home, "evaluation.json");
  if (!existsSync(file))
    throw new Misuse(`There is no ${file}. "npm start" makes it, in evaluation mode.`);
  return evaluationSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** A tenant of it by its slug, or the first; misuse where it has none such. */
export function tenantOf({ tenants }: Evaluation, slug: string | undefined) {
  const found = slug === undefined ? tenants[0] : tenants.find((one) => one.slug === slug);
  if (found === undefined) throw new Misuse(`There is no evaluation tenant ${slug ?? "at all"}.`);
  return found;
}
