/** Next calls this once when the console's process starts, before it serves anything. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { warmUp } = await import("./app/rooms");
  await warmUp();
}
