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
