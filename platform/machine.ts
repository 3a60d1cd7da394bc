import { StartFailure } from './failure.ts';
import { readText } from './files.ts';

/** Why chDB, the embedded analytical store, can't run here; undefined when it can. */
export function chdbObstacle(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
  cpuInfo: string | undefined = readText('/proc/cpuinfo'),
): string | undefined {
  if (platform === 'darwin') return undefined;
  if (platform !== 'linux') return `it does not run on ${platform}`;
  if (arch === 'x64' && cpuInfo !== undefined && !/\bavx2\b/.test(cpuInfo)) {
    return 'this processor has no AVX2';
  }
  return undefined;
}

/** Without CLICKHOUSE_URL the machine must be able to run the embedded store. */
export function checkAnalyticalStore(clickhouseUrl: string | undefined): void {
  const obstacle = clickhouseUrl ? undefined : chdbObstacle();
  if (obstacle) {
    throw new StartFailure(
      `The embedded analytical store cannot run here, because ${obstacle}: set CLICKHOUSE_URL to a ClickHouse server.`,
    );
  }
}
