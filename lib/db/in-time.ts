import { Problem } from "@/lib/kernel";

/** How long somebody at a door waits for the database before they are told that it is away. */
const WAIT_MILLISECONDS = 2_000;

/**
 * The answer of `work`, or `unavailable` if it does not come in time. A server that is frozen, or
 * gone without a word, refuses nothing: without a deadline whoever asks would hang with it.
 */
export async function inTime<T>(
  work: T | Promise<T>,
  milliseconds = WAIT_MILLISECONDS,
): Promise<T> {
  // What is known already needs no clock.
  if (!(work instanceof Promise)) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Problem("unavailable", { detail: "The database did not answer in time." })),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
