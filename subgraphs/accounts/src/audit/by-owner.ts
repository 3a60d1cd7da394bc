/** What its owner does to an account. Auth asks for its viewer, whose role decides nothing here. */
export const byOwner = (userId: string) => ({
  actor: { id: userId, role: 'USER' as const, sessionId: '' },
  subjectId: userId,
});
