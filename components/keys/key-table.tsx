import { Reference } from "@/components/ledger/reference";
import { Ago } from "@/components/ui/ago";
import { cx } from "@/components/ui/cx";
import { RowKeys } from "@/components/ui/row-keys";
import { type Sorting, sortedBy } from "@/components/ui/sorted";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import { plural } from "@/components/ui/time";
import type { API_KEY_COLUMNS, ApiKeyView } from "@/lib/credentials";
import { KeyBadges } from "./key-badges";
import { isLive } from "./key-state";

type KeyTableProps = {
  readonly keys: readonly ApiKeyView[];
  readonly names: Readonly<Record<string, string>>;
  readonly hrefOf: (id: string) => string;
  readonly openId: string | undefined;
  readonly sorting: Sorting<(typeof API_KEY_COLUMNS)[number]>;
};

/** API keys; each row opens the key. */
export function KeyTable({ keys, names, hrefOf, openId, sorting }: KeyTableProps) {
  return (
    <RowKeys>
      <Table aria-label="API keys">
        <thead>
          <tr>
            <Head {...sortedBy(sorting, "name")}>Key</Head>
            <Head className="w-52 max-sm:w-36">State</Head>
            <Head className="w-52 max-lg:hidden">Capabilities</Head>
            <Head className="w-26 max-sm:hidden" {...sortedBy(sorting, "used")}>
              Last used
            </Head>
            <Head className="w-26 max-md:hidden" {...sortedBy(sorting, "ends")}>
              Ends
            </Head>
            <Head className="w-44 max-xl:hidden">Made by</Head>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Row
              key={key.id}
              open={key.id === openId}
              className={cx(!isLive(key.state) && "text-muted")}
            >
              <Cell className="max-w-0 py-2">
                <RowLink href={hrefOf(key.id)} className="block truncate">
                  {key.name}
                </RowLink>
                <code className="block truncate font-mono text-xs text-faint">
                  pck_…{key.lastFour}
                </code>
                <span className="block truncate text-xs text-muted sm:hidden">
                  {key.lastUsedAt ? (
                    <>
                      Used <Ago at={key.lastUsedAt} />
                    </>
                  ) : (
                    "Never used"
                  )}
                </span>
              </Cell>
              <Cell className="py-2">
                <KeyBadges apiKey={key} />
                <KeyOverlap apiKey={key} />
              </Cell>
              <Cell className="max-w-0 max-lg:hidden">
                <span className="block truncate text-sm text-muted">
                  {capabilityWords(key.capabilities)}
                </span>
              </Cell>
              <Cell className="text-sm text-muted max-sm:hidden">
                {key.lastUsedAt ? <Ago at={key.lastUsedAt} /> : "Never"}
              </Cell>
              <Cell className="text-sm text-muted max-md:hidden">
                {key.expiresAt ? <Ago at={key.expiresAt} /> : "No end"}
              </Cell>
              <Cell className="max-w-0 truncate text-sm text-muted max-xl:hidden">
                <Reference reference={key.createdBy} names={names} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </RowKeys>
  );
}

/** When the other key of a rotation ends, on the rows of both. */
function KeyOverlap({ apiKey }: { readonly apiKey: ApiKeyView }) {
  const ends = apiKey.state === "rotating" ? apiKey.expiresAt : apiKey.overlap?.endsAt;
  if (ends == null) return null;
  return (
    <span className="mt-0.5 block text-xs text-muted">
      {apiKey.state === "rotating" ? "This one ends" : "Rotating: the old one ends"}{" "}
      <Ago at={ends} />
    </span>
  );
}

/** A key's capabilities: by name where they are few, else how many. */
function capabilityWords(capabilities: readonly string[]): string {
  if (capabilities.includes("admin:all")) return "Everything";
  return capabilities.length > 2
    ? plural(capabilities.length, "capability", "capabilities")
    : capabilities.join(", ");
}
