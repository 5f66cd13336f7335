/** What one started program is held to. Bytes, milliseconds, seconds of processor time, counts. */
export type ProcessLimits = {
  /** Processor time of each of its processes, in seconds. */
  readonly cpuSeconds: number;
  /** Private memory of each of its processes. */
  readonly dataBytes: number;
  /** The largest file it may write. */
  readonly fileBytes: number;
  /** Processes and threads together. */
  readonly tasks: number;
  readonly openFiles: number;
  /** The longest line it may write: one message. */
  readonly messageBytes: number;
  /** What may wait for a program that does not read. */
  readonly inputBytes: number;
  /** What is read of its output a second, averaged. A flood waits in its own pipe. */
  readonly outputBytesPerSecond: number;
  /** What is read a second of all programs together that are slowed down. */
  readonly allOutputBytesPerSecond: number;
  /** How long it has to end by itself once its input is closed, and then after SIGTERM. */
  readonly endMs: number;
  readonly terminateMs: number;
};

const MIB = 1024 * 1024;

export const PROCESS_LIMITS: ProcessLimits = {
  cpuSeconds: 900,
  dataBytes: 1024 * MIB,
  fileBytes: 256 * MIB,
  tasks: 96,
  openFiles: 1024,
  messageBytes: 8 * MIB,
  inputBytes: 8 * MIB,
  outputBytesPerSecond: 16 * MIB,
  allOutputBytesPerSecond: 32 * MIB,
  endMs: 500,
  terminateMs: 1_500,
};
