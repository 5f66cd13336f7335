/*
 * Ledger appends as the gate makes them: the product's committer, one decision and its entry a
 * call, durable before the caller hears of it.
 */
import { createCommitter, registerInstance } from "@/lib/decisions";
import { callToDecide } from "../call-to-decide";
import { answerQuestions, sayReady } from "../process/answer";
import { openHouse, readFacts } from "../process/house-facts";
import { promised, runSlot, type Slot } from "../process/slot";

const facts = readFacts();
const db = openHouse(facts);
const instance = await registerInstance(db);
const committer = createCommitter({ db, instanceId: instance.id });

answerQuestions((slot: Slot) =>
  runSlot(
    slot,
    promised((caller) => committer.decide(callToDecide(facts.tenant, caller))),
  ),
);
sayReady();
