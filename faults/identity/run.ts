// `npm run faults -- identity [F4 …]`: identity under faults, each experiment with its bars.
import { runExperiments } from '../report.ts';
import { crashes } from './crashes.ts';
import { floods } from './floods.ts';
import { races } from './races.ts';
import { repeats } from './repeats.ts';
import { storage } from './storage.ts';

const experiments = [...crashes, ...storage, ...floods, ...races, ...repeats].sort(
  (a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)),
);
process.exitCode = (await runExperiments(experiments, process.argv.slice(2))) ? 0 : 1;
