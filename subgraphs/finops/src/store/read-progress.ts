/**
 * Rows that a running statement has written, in `system.processes`. What it has read there counts a row once more
 * for each materialized view behind the table that it writes.
 */
export const WRITTEN_ROWS_SQL = "ProfileEvents['MergeTreeDataWriterRows']";

/** How often a reader is told how far it is. */
const EVERY_MS = 1_000;

/** Looks at work under way from time to time; a look that fails spoils nothing. Never two looks at once. */
export async function watch(work: Promise<unknown>, look: () => Promise<void>): Promise<void> {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look()
      .catch(() => undefined)
      .finally(() => {
        looking = false;
      });
  }, EVERY_MS);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
}
