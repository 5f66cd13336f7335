/*
 * A process' side of the bench: it says that it is ready, answers what it is asked, and ends when
 * the bench does.
 */

/** Tells the bench that this process is ready, with what it should know. */
export function sayReady(facts: object = {}): void {
  // A process that a signal ends writes no profile of itself.
  process.on("SIGTERM", () => process.exit(0));
  process.on("disconnect", () => process.exit(0));
  process.send?.({ type: "ready", ...facts });
}

/** Answers every question with what `work` makes of it; a failure is told, never swallowed. */
export function answerQuestions<Q>(work: (question: Q) => Promise<unknown>): void {
  process.on("message", (question: Q) => {
    work(question).then(
      (value) => process.send?.({ type: "answer", value }),
      (error: unknown) => {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.send?.({ type: "failure", why });
      },
    );
  });
}
