// `npm run faults -- import [--rounds 20] [--rows 50000]`: what interrupts, breaks and fills up an import.
import { parseArgs } from 'node:util';
import { Bed } from '../bed.ts';
import { bringBrokenFiles } from './broken-files.ts';
import { fillTheDisk } from './full-disk.ts';
import { killDuringImports } from './kill.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    rows: { type: 'string', default: '50000' },
    only: { type: 'string', default: 'kill,broken,disk' },
  },
});
const wanted = new Set(values.only.split(','));

const bed = await Bed.start({ services: ['accounts', 'finops'] });
try {
  const report = (what: string, faults: readonly string[] | undefined): void => {
    if (!faults) {
      console.log(`SKIP ${what}: this account may not mount a file system`);
      return;
    }
    console.log(`${faults.length === 0 ? 'ok  ' : 'MISS'} ${what}`);
    for (const fault of faults) console.log(`     ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  };
  const options = { rounds: Number(values.rounds), rows: Number(values.rows) };
  if (wanted.has('kill'))
    report(`kill -9 in ${options.rounds} imports`, await killDuringImports(bed, options));
  if (wanted.has('broken')) report('broken files', await bringBrokenFiles(bed));
  if (wanted.has('disk')) report('a full disk', await fillTheDisk(bed));
} finally {
  await bed.stop();
}
