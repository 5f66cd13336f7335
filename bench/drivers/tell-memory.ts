/*
 * Loaded into the gate before it starts, for a soak: tells how large its heap is once everything
 * that nobody holds on to has been collected. Needs --expose-gc.
 */
import { answerQuestions } from "../process/answer";

answerQuestions(async () => {
  globalThis.gc?.();
  return { heapUsed: process.memoryUsage().heapUsed };
});
