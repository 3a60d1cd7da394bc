// `npm run build`: everything that is stale, and nothing else.
import { join } from 'node:path';
import { messageOf, StartFailure } from './failure.ts';
import { prepareServers, prepareWeb } from './prepare.ts';
import { Progress } from './progress.ts';

const root = join(import.meta.dirname, '..');
const progress = new Progress();
const options = { report: (what: string): void => progress.say(what) };

try {
  await prepareServers(root, options);
  await prepareWeb(root, options);
  progress.say('everything is built');
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
