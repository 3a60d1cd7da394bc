/** One promise of the platform under a fault, and what came of it. */
export interface Finding {
  readonly what: string;
  /** What has to hold, in words. */
  readonly bar: string;
  readonly measured: string;
  readonly passed: boolean;
}

export interface Experiment {
  /** Such as `F4`. */
  readonly id: string;
  readonly title: string;
  /** Findings; a sentence in their place says why it could not be tried. */
  run(): Promise<readonly Finding[] | string>;
}

export const finding = (
  what: string,
  bar: string,
  measured: string | number,
  passed: boolean,
): Finding => ({ what, bar, measured: String(measured), passed });

/** A finding whose bar is an exact number. */
export const exactly = (what: string, bar: number, measured: number): Finding =>
  finding(what, String(bar), measured, measured === bar);

/** A finding whose bar is a longest time in milliseconds. */
export const within = (what: string, barMs: number, measuredMs: number): Finding =>
  finding(what, `<= ${barMs} ms`, `${Math.round(measuredMs)} ms`, measuredMs <= barMs);

/** Runs the experiments that were asked for, one after another; answers false when a bar was missed. */
export async function runExperiments(
  experiments: readonly Experiment[],
  wanted: readonly string[],
): Promise<boolean> {
  const unknown = wanted.filter((id) => !experiments.some((known) => known.id === id));
  if (unknown.length > 0) {
    const known = experiments.map(({ id }) => id).join(', ');
    console.error(`There is no ${unknown.join(', ')}. There is: ${known}.`);
    return false;
  }
  let passed = true;
  for (const { id, title, run } of experiments) {
    if (wanted.length > 0 && !wanted.includes(id)) continue;
    console.log(`\n${id}  ${title}`);
    try {
      const findings = await run();
      if (typeof findings === 'string') {
        console.log(`  SKIPPED: ${findings}`);
        continue;
      }
      for (const { what, bar, measured, passed: good } of findings) {
        console.log(`  ${good ? 'PASS' : 'FAIL'}  ${what}: ${measured} (bar: ${bar})`);
        passed &&= good;
      }
    } catch (error) {
      passed = false;
      console.log(`  FAIL  ${error instanceof Error ? error.message : error}`);
    }
  }
  return passed;
}
