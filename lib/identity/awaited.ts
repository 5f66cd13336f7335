/** That a sign-in waits for its second step, as the ledger says it. */
export function awaited(memberId: string) {
  return {
    type: "session.awaited",
    actor: `member:${memberId}`,
    action: "session.await",
    target: `member:${memberId}`,
    refs: { member: memberId },
  } as const;
}
