/** How long is measured. More rounds and longer slots make the middle steadier. */
export type Pace = {
  readonly rounds: number;
  readonly slotMs: number;
  readonly warmUpMs: number;
};
