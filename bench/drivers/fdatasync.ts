/*
 * What the disk can do at best: one block written and synced after another, as a log of one writer
 * would be.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { answerQuestions, sayReady } from "../process/answer";
import { readFacts } from "../process/house-facts";
import { runSlot, type Slot } from "../process/slot";

const BLOCK = Buffer.alloc(8192, 1);
const BLOCKS = 2048;

const file = openSync(join(readFacts().folder, "fdatasync.probe"), "w+");
// Written once beforehand, as the server's log files are: a file that grows syncs its length too.
for (let block = 0; block < BLOCKS; block++) writeSync(file, BLOCK, 0, BLOCK.length);
fdatasyncSync(file);
process.once("exit", () => closeSync(file));

let block = 0;
answerQuestions((slot: Slot) =>
  runSlot({ ...slot, callers: 1 }, (_caller, done) => {
    writeSync(file, BLOCK, 0, BLOCK.length, (block++ % BLOCKS) * BLOCK.length);
    fdatasyncSync(file);
    setImmediate(() => done(null));
  }),
);
sayReady();
