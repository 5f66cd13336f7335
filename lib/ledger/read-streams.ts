import { type Database, type Identity, withTenantPg } from "@/lib/db";
import { query } from "./read-entries";
import type { StreamsBefore } from "./stream-chains";

type BeforeRow = { readonly stream_seq: string | null; readonly leaf: Buffer | null };

function streamsBefore(
  ask: (streams: string[], seqs: number[]) => Promise<BeforeRow[]>,
): StreamsBefore {
  return async (places) => {
    const rows = await ask(
      places.map(({ stream }) => stream),
      places.map(({ seq }) => seq),
    );
    return rows.map(({ stream_seq, leaf }) =>
      stream_seq === null || leaf === null
        ? null
        : { seq: Number(stream_seq), leaf: leaf.toString("hex") },
    );
  };
}

/** What stood last in streams of any tenant's log, as an operator's verification asks. */
export function anyStreamsBefore(reader: Database, tenantId: string): StreamsBefore {
  return streamsBefore((streams, seqs) =>
    query<BeforeRow>(reader, "select * from portcullis.streams_before($1, $2, $3)", [
      tenantId,
      streams,
      seqs,
    ]),
  );
}

/** What stood last in streams of the caller's own log, under the caller's own token. */
export function ownStreamsBefore(db: Database, identity: Identity): StreamsBefore {
  return streamsBefore((streams, seqs) =>
    withTenantPg(db, identity, async (client) => {
      const { rows } = await client.query<BeforeRow>({
        name: "own_streams_before",
        // Kept apart and in the order of its index: found by its stream, not by walking the log back.
        text: `select b.stream_seq, b.leaf
          from unnest($2::uuid[], $3::bigint[]) with ordinality as u (stream, seq, n)
          left join lateral (
            select e.stream_seq, e.leaf
            from (select s.seq, s.stream_seq, s.leaf from portcullis.ledger_entries s
              where s.tenant_id = $1 and s.stream = u.stream order by s.stream_seq offset 0) e
            where e.seq < u.seq order by e.seq desc limit 1
          ) b on true
          order by u.n`,
        values: [identity.tenantId, streams, seqs],
      });
      return rows;
    }),
  );
}
