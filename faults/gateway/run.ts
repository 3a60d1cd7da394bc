// `npm run faults -- gateway [F7 …] [--seconds 60]`: the gateway under faults, each with its bars.
import { parseArgs } from 'node:util';
import { runExperiments } from '../report.ts';
import { brokenAnswers } from './broken-answers.ts';
import { clients } from './clients.ts';
import { crashes } from './crashes.ts';
import { reloads } from './reloads.ts';
import { troubledSubgraphs } from './troubled-subgraphs.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' } },
});
const experiments = [
  ...crashes,
  ...troubledSubgraphs,
  ...brokenAnswers,
  ...clients,
  ...reloads(Number(values.seconds)),
];
process.exitCode = (await runExperiments(experiments, positionals)) ? 0 : 1;
