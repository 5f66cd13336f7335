"use client";
import { useState } from "react";

/** A row of controls: what it stands for in the rules, or null while it is being written. */
export type RowOf<G extends string, T> = {
  readonly id: number;
  readonly group: G;
  readonly value: T | null;
};
type Lists<G extends string, T> = Readonly<Record<G, readonly T[]>>;
type State<G extends string, T> = {
  readonly written: string;
  readonly rows: readonly RowOf<G, T>[];
};

let lastId = 0;

/**
 * Rows that keep their identity, and so the caret in them, while they are edited, though the text
 * of the rules is rewritten beneath at every key. A change that comes from elsewhere makes new rows;
 * those that are not in the rules yet stay.
 */
export function useRows<G extends string, T>(
  lists: Lists<G, T>,
  onEdit: (lists: Lists<G, T>) => void,
) {
  const groups = Object.keys(lists) as G[];
  const now = JSON.stringify(lists);
  const [state, setState] = useState<State<G, T>>(() => ({ written: now, rows: made(lists) }));
  let { rows } = state;
  if (state.written !== now) {
    rows = [...made(lists), ...rows.filter(({ value }) => value === null)];
    setState({ written: now, rows });
  }
  const edit = (next: readonly RowOf<G, T>[]) => {
    const edited = Object.fromEntries(
      groups.map((group) => [
        group,
        next.flatMap((row) => (row.group === group && row.value !== null ? [row.value] : [])),
      ]),
    ) as unknown as Lists<G, T>;
    const written = JSON.stringify(edited);
    setState({ written, rows: next });
    if (written !== now) onEdit(edited);
  };
  return {
    rows,
    set: (id: number, group: G, value: T | null) =>
      edit(rows.map((row) => (row.id === id ? { id, group, value: value ?? row.value } : row))),
    add: (group: G) => edit([...rows, { id: ++lastId, group, value: null }]),
    remove: (id: number) => edit(rows.filter((row) => row.id !== id)),
  };
}

function made<G extends string, T>(lists: Lists<G, T>): RowOf<G, T>[] {
  return (Object.keys(lists) as G[]).flatMap((group) =>
    lists[group].map((value) => ({ id: ++lastId, group, value })),
  );
}
