// `npm start`: the whole platform on this machine.
import { join } from 'node:path';
import { environment, loadEnvironmentFile } from './env.ts';
import { launch } from './launcher.ts';

const root = join(import.meta.dirname, '..');
loadEnvironmentFile(join(root, '.env'));
// Not only the exit code: a pool or a timer that is still open must not keep a stopped launcher alive.
process.exit(await launch(root, 'start', environment));
