export function bold(text: string): string;
export function dim(text: string): string;
export function green(text: string): string;
export function red(text: string): string;
export function yellow(text: string): string;
export function line(text?: string): void;
export function seconds(milliseconds: number): string;
/** Runs one stage and writes its line with the time it took; gives back what `work` returned. */
export function stage(
  name: string,
  work: (say: (doing: string) => void) => Promise<string | undefined>,
): Promise<string | undefined>;
