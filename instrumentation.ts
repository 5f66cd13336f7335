/**
 * Next calls this once when the console's process starts, before it serves anything. Next would log
 * what is thrown here and serve all the same, so a process that must not serve ends instead.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { warmUp } = await import("./app/rooms");
  const { log } = await import("./lib/kernel");
  try {
    await warmUp();
  } catch (error) {
    log.error("the console does not start on this database", { error });
    process.exit(1);
  }
}
