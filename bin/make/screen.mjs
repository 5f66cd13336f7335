/*
 * What the launcher writes on the terminal: one line a stage with its time. On a terminal a stage
 * under way shows its seconds; elsewhere each line is written once and nothing is coloured.
 */
const live = process.stdout.isTTY === true && process.env.CI === undefined;
const coloured = live && process.env.NO_COLOR === undefined;
const NAME_WIDTH = 20;
const DETAIL_WIDTH = 42;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

// Whoever read the output may stop reading; the work goes on.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
});

const paint = (code) => (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint("1");
export const dim = paint("2");
export const green = paint("32");
export const red = paint("31");
export const yellow = paint("33");

export function line(text = "") {
  process.stdout.write(`${text}\n`);
}

export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function row(mark, name, detail, time) {
  return `  ${mark} ${name.padEnd(NAME_WIDTH)} ${detail.padEnd(DETAIL_WIDTH)} ${dim(time.padStart(8))}`;
}

/**
 * Runs one stage and writes its line. `work` gets a function to name what it is doing, and returns
 * what it did in a few words.
 */
export async function stage(name, work) {
  const begun = performance.now();
  let doing = "";
  let frame = 0;
  const draw = () => {
    const elapsed = seconds(performance.now() - begun);
    frame = (frame + 1) % FRAMES.length;
    process.stdout.write(`\r\u001b[2K${row(FRAMES[frame], name, doing, elapsed)}`);
  };
  const timer = live ? setInterval(draw, 100) : undefined;
  const say = (text) => {
    doing = text;
    if (!live) line(`    ${name}: ${text}`);
  };
  const finish = (mark, detail) => {
    clearInterval(timer);
    const text = row(mark, name, detail, seconds(performance.now() - begun));
    process.stdout.write(live ? `\r\u001b[2K${text}\n` : `${text}\n`);
  };
  try {
    const done = await work(say);
    finish(green("✓"), done ?? "");
    return done;
  } catch (error) {
    finish(red("✗"), "failed");
    throw error;
  }
}
