// `npm test [-- <arguments of jest>]`: brings everything up to date and runs the suites. The last line has
// jest's own counts.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from './env.ts';
import { messageOf } from './failure.ts';
import { readJson } from './files.ts';
import { prepareServers, prepareWeb } from './prepare.ts';
import { Progress } from './progress.ts';
import { isJestReport, needsWeb, summary } from './test-summary.ts';

const root = join(import.meta.dirname, '..');

function runJest(args: readonly string[], report: string): Promise<number> {
  const jest = spawn(
    process.execPath,
    [join(root, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args],
    // With --json jest would repeat the report on stdout; what a person reads is on stderr.
    { cwd: root, env: environment, stdio: ['inherit', 'ignore', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    jest.once('error', reject);
    jest.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Builds the web app; when that fails, the suites still run, and the failure is counted with theirs. */
async function buildWeb(report: (what: string) => void): Promise<number> {
  try {
    await prepareWeb(root, { report });
    return 0;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
}

async function main(args: readonly string[]): Promise<{ line: string; code: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'ai-finops-report-'));
  const file = join(directory, 'report.json');
  try {
    const progress = new Progress();
    const report = (what: string): void => progress.say(what);
    await prepareServers(root, { report });
    const unbuilt = needsWeb(args) ? await buildWeb(report) : 0;
    const code = await runJest(args, file);
    const result = readJson(file);
    return isJestReport(result)
      ? { line: summary(result, unbuilt), code: code || unbuilt }
      : { line: summary(undefined), code: code || 1 };
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return { line: summary(undefined), code: 1 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const { line, code } = await main(process.argv.slice(2));
process.exitCode = code;
process.stdout.write(`${line}\n`);
