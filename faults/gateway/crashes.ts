import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from '../bed.ts';
import { crash, survived, terminated } from '../endings.ts';
import { Load, type LoadClient, newReader, type Tokens } from '../load.ts';
import { type Experiment, type Finding, finding } from '../report.ts';
import { isClean, tally, underLoad } from '../under-load.ts';
import { SUBGRAPHS, type SubgraphName, withPlatform } from './gateway-bed.ts';
import { asking } from './questions.ts';

/** Asks all subgraphs in one operation. */
const readAll = (bed: Bed, tokens: Tokens): LoadClient =>
  asking(bed.url('gateway'), tokens, 'accounts', 'finops', 'assistant');

/** Kills a subgraph; who asks another one meanwhile must not notice. */
async function killed(bed: Bed, name: SubgraphName): Promise<Finding[]> {
  const spared = name === 'accounts' ? 'finops' : 'accounts';
  const bystander = asking(bed.url('gateway'), await newReader(bed), spared);
  const others = new Load([bystander, bystander]);
  const run = await underLoad(bed, crash(bed, name), readAll);
  await others.stop();
  const failed = others.samples.filter((sample) => !isClean(sample));
  return [
    ...survived(name, run),
    finding(
      `${name}: failed of ${others.samples.length} questions to ${spared} meanwhile`,
      '0',
      failed.length === 0 ? 0 : tally(failed, []),
      failed.length === 0 && others.samples.length > 0,
    ),
  ];
}

export const crashes: readonly Experiment[] = [
  {
    id: 'F1',
    title: 'kill -9 of each subgraph under load',
    run: () =>
      withPlatform(async (bed) => {
        const findings: Finding[] = [];
        for (const name of SUBGRAPHS) findings.push(...(await killed(bed, name)));
        return findings;
      }),
  },
  {
    id: 'F2',
    title: 'SIGTERM of each subgraph and of the gateway under load',
    run: () =>
      withPlatform(async (bed) => {
        const findings: Finding[] = [];
        for (const name of [...SUBGRAPHS, 'gateway'] as const) {
          findings.push(...(await terminated(bed, name, readAll)));
          await sleep(500);
        }
        return findings;
      }),
  },
  {
    id: 'F3',
    title: 'kill -9 of the gateway under load',
    run: () =>
      withPlatform(async (bed) =>
        survived('gateway', await underLoad(bed, crash(bed, 'gateway'), readAll)),
      ),
  },
];
