import type { Secret } from "@/lib/kernel";

/** A program to start, as it is registered. */
export type LaunchSpec = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Variables whose values are secret: given to the program, cut out of all it says in return. */
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Whose program it is, for the log. */
  readonly label: Readonly<Record<string, string>>;
};
