/*
 * An API key checked as every door checks it: read from the database each time. A key that does
 * not exist must cost what one that does costs.
 */
import { resolveApiKeyCaller } from "@/lib/credentials";
import { newId } from "@/lib/kernel";
import { answerQuestions, sayReady } from "../process/answer";
import { openHouse, readFacts } from "../process/house-facts";
import { promised, runSlot, type Slot } from "../process/slot";

const CONNECTIONS = 4;
const { BENCH_TOKEN: token = "" } = process.env;
const expectsMiss = process.argv[2] === "miss";
const db = openHouse(readFacts(), CONNECTIONS);

answerQuestions((slot: Slot) => {
  const work = async () => {
    const caller = await resolveApiKeyCaller({ db }, token, { requestId: newId() });
    if ((caller === null) !== expectsMiss) throw new Error("a key was judged wrongly");
  };
  return runSlot({ ...slot, callers: CONNECTIONS }, promised(work));
});
sayReady();
