// `npm run bench -- store [import|queries …]`: the analytical store beside its raw engine.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PARTS = ['import', 'queries'];
const [asked, ...args] = process.argv.slice(2);
const named = asked !== undefined && !asked.startsWith('-');
const parts = named ? [asked] : PARTS;
const options = named || asked === undefined ? args : [asked, ...args];

for (const part of parts) {
  const file = join(import.meta.dirname, `${part}.ts`);
  if (!PARTS.includes(part) || !existsSync(file)) {
    process.stderr.write(`Usage: npm run bench -- store [${PARTS.join('|')}] [options]\n`);
    process.exitCode = 1;
    break;
  }
  const { run } = (await import(file)) as { run: (options: readonly string[]) => Promise<boolean> };
  if (!(await run(options))) process.exitCode = 1;
}
