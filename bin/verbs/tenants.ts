import { userInfo } from "node:os";
import { createTenant } from "@/lib/access";
import { openDatabase } from "@/lib/db";
import { openJackson } from "@/lib/identity";
import { type Config, loadConfig, loadSecrets, type Secrets } from "@/lib/kernel";
import {
  destroyTenant,
  exportTenant,
  findTenant,
  findTenants,
  inviteOwner,
  judgeOperator,
  judgeOwner,
  type Operator,
  resumeTenant,
  suspendTenant,
  type TenantRecord,
} from "@/lib/tenants";
import { adminConnection } from "./admin-connection";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

const OPTIONS = {
  reason: { type: "string" },
  operator: { type: "string" },
  to: { type: "string" },
  confirm: { type: "string" },
  name: { type: "string" },
  "owner-email": { type: "string" },
  "owner-name": { type: "string" },
  "reset-factors": { type: "boolean" },
} as const;

type Words = ReturnType<typeof parseWords<typeof OPTIONS>>["values"];
type Rooms = { readonly db: ReturnType<typeof openDatabase> };
type Done = { readonly said: string; readonly shown: object };

export const verb: Verb = {
  name: "tenants",
  summary: "Create, list, suspend, resume, export and destroy organisations",
  usage: `portcullis tenants list [--json]
portcullis tenants create SLUG --name NAME --owner-email ADDRESS --owner-name NAME --reason TEXT [--json]
portcullis tenants invite-owner SLUG --owner-email ADDRESS --owner-name NAME --reason TEXT
    [--reset-factors] [--json]
portcullis tenants suspend|resume SLUG --reason TEXT [--operator NAME] [--json]
portcullis tenants export SLUG --to DIRECTORY --reason TEXT [--operator NAME] [--json]
portcullis tenants destroy SLUG --confirm SLUG --reason TEXT [--operator NAME] [--json]
  The operator's door: over the administrator's connection, apart from every organisation. What is done
  to one stands in its ledger, and its people read the reason and the name (the machine's account unless
  --operator says another). Create makes an organisation, and invites its first owner: the page and the
  code that is printed let them in once, within 72 hours, to make a second factor, before there is any
  identity provider. Send the two by different ways. --reset-factors also ends the factors, recovery codes
  and sessions of an owner who has lost them. A suspended organisation's doors are closed from the next request on, and
  nothing of it is lost. Only a suspended one can be destroyed: its keys go, its rows go, and of what its
  ledger rests on the names go; backups from before hold it until they end themselves. An export is a
  file of JSON lines a table, without tokens, keys and sealed records, and a manifest with their hashes.`,
  async run(args) {
    const { values, positionals, json } = parseWords(args, OPTIONS);
    const [act, slug, ...more] = positionals;
    if (act === undefined || more.length > 0)
      throw new Misuse('Say "tenants list" or another act.');
    const config = loadConfig();
    const secrets = loadSecrets(config);
    const db = openDatabase({
      url: adminConnection(config, secrets),
      keys: secrets.databaseKeys.map(({ kid, key }) => ({
        kid,
        key: Buffer.from(key, "base64url"),
      })),
      applicationName: "portcullis-operator",
      connections: 2,
    });
    try {
      if (act === "list") {
        if (slug !== undefined) throw new Misuse("List takes no name.");
        return listAll(await findTenants(db, null), json);
      }
      const run = Object.hasOwn(ACTS, act) ? ACTS[act as keyof typeof ACTS] : undefined;
      if (run === undefined) throw new Misuse(`There is no act "${act}".`);
      if (slug === undefined) throw new Misuse("Name the organisation.");
      const operator = operatorOf(values);
      if (act === "create") {
        // Judged before anything is made: an organisation that nobody can enter is of no use.
        judgeOwner(ownerOf(values));
        judgeOperator(operator);
        if (values.name === undefined) throw new Misuse("Name it: --name NAME.");
        await createTenant(db, { slug, name: values.name, actor: "operator" });
      }
      const tenant = await findTenant(db, slug);
      const { said, shown } = await run({ db }, tenant, operator, values, { config, secrets });
      if (json) printJson({ act, tenant: slug, ...shown });
      else print(said);
      return 0;
    } finally {
      await db.close();
    }
  },
};

const ACTS: Readonly<
  Record<
    "create" | "invite-owner" | "suspend" | "resume" | "export" | "destroy",
    (
      rooms: Rooms,
      tenant: TenantRecord,
      operator: Operator,
      words: Words,
      installation: { readonly config: Config; readonly secrets: Secrets },
    ) => Promise<Done>
  >
> = {
  create: invite,
  "invite-owner": invite,
  async suspend(rooms, tenant, operator) {
    const { receipt } = await suspendTenant(rooms, tenant, operator);
    return {
      said: `${tenant.name} is suspended. Ledger entry ${receipt.seq}.`,
      shown: { receipt },
    };
  },
  async resume(rooms, tenant, operator) {
    const { receipt } = await resumeTenant(rooms, tenant, operator);
    return {
      said: `${tenant.name} is open again. Ledger entry ${receipt.seq}.`,
      shown: { receipt },
    };
  },
  async export(rooms, tenant, operator, { to }) {
    if (to === undefined) throw new Misuse("Say where to: --to DIRECTORY.");
    const done = await exportTenant(rooms, tenant, operator, to);
    const rows = done.files.reduce((sum, file) => sum + file.rows, 0);
    return {
      said: `${rows} rows of ${tenant.name} in ${done.files.length} files under ${to}.\nmanifest.json: ${done.manifest}\nLedger entry ${done.receipt.seq}.`,
      shown: { ...done, directory: to },
    };
  },
  async destroy(rooms, tenant, operator, { confirm }, { config, secrets }) {
    if (confirm === undefined) throw new Misuse("Confirm with the short name: --confirm SLUG.");
    const jackson = await openJackson(config, secrets);
    try {
      const done = await destroyTenant({ ...rooms, jackson }, tenant, operator, confirm);
      return {
        said: `${tenant.slug} is destroyed: ${done.rows} rows are gone. Ledger entry ${done.receipt.seq}.`,
        shown: done,
      };
    } finally {
      await jackson.close();
    }
  },
};

function ownerOf(values: Words): { readonly email: string; readonly name: string } {
  const { "owner-email": email, "owner-name": name } = values;
  if (email === undefined || name === undefined)
    throw new Misuse("Say who the owner is: --owner-email ADDRESS --owner-name NAME.");
  return { email, name };
}

async function invite(
  rooms: Rooms,
  tenant: TenantRecord,
  operator: Operator,
  words: Words,
  { config }: { readonly config: Config },
): Promise<Done> {
  const console = config.origins.console;
  const invited = await inviteOwner({ ...rooms, console }, tenant, operator, {
    ...ownerOf(words),
    resetFactors: words["reset-factors"] === true,
  });
  const code = invited.code.reveal();
  return {
    said: `${tenant.name} has an invitation for its owner, good once until ${invited.expiresAt.toISOString()}.\nPage: ${invited.page}\nCode: ${code}\nLedger entry ${invited.receipt.seq}.`,
    shown: { ...invited, code },
  };
}

function operatorOf({ reason, operator }: Words): Operator {
  if (reason === undefined)
    throw new Misuse("Give the reason: --reason TEXT. The organisation reads it.");
  return { name: operator ?? userInfo().username, reason };
}

function listAll(tenants: readonly TenantRecord[], json: boolean): number {
  if (json) {
    printJson({ tenants });
    return 0;
  }
  const width = Math.max(4, ...tenants.map(({ slug }) => slug.length));
  for (const { slug, status, members, servers, grants, name } of tenants) {
    const counts = `${members} members, ${servers} servers, ${grants} grants`;
    print(`${slug.padEnd(width)}  ${status.padEnd(9)}  ${counts}  ${name}`);
  }
  if (tenants.length === 0) print("There is no organisation yet.");
  return 0;
}
