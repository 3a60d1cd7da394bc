import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  accessToken,
  bearer,
  eventually,
  SECRETS,
  startPlatform,
  type TestPlatform,
} from '../test/platform';

const MAIN = join(__dirname, '../dist/main.js');
interface LogLine {
  readonly msg: string;
  readonly worker?: number;
  readonly address?: string;
}

describe('a gateway of two workers', () => {
  let platform: TestPlatform;
  let gateway: ChildProcess;
  let url: string;
  let output = '';
  const lines = (): LogLine[] =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line));
  const workers = () =>
    lines().flatMap(({ msg, worker }) => (msg === 'A worker listens.' ? [worker ?? 0] : []));
  beforeAll(async () => {
    platform = await startPlatform();
    gateway = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        ...SECRETS,
        NODE_ENV: 'test',
        GATEWAY_WORKERS: '2',
        VIEWER_COST_PER_MINUTE: '10',
        PORT: '0',
        LOG_LEVEL: 'info',
        DATABASE_SERVICE_URL: platform.accounts.url,
        FINOPS_SERVICE_URL: platform.finops.url,
        AUTH_SERVICE_URL: platform.auth.url,
        SUPERGRAPH_PATH: platform.supergraphPath,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    gateway.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    await eventually(async () => workers().length === 2, 60_000);
    url = lines().find(({ address }) => address)?.address ?? '';
    await eventually(async () => (await fetch(`${url}/health/ready`)).status === 200);
  }, 90_000);
  afterAll(async () => {
    gateway.kill('SIGKILL');
    await platform.close();
  });

  const total = async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: '{"query":"{ total }"}',
    });
    return (await response.json()).data;
  };

  it('answers on while one of them is replaced', async () => {
    const [first = 0] = workers();
    process.kill(first, 'SIGKILL');
    // A connection that was just given to it dies with it.
    await eventually(async () =>
      lines().some(({ msg, worker }) => msg.startsWith('A worker ended') && worker === first),
    );
    await eventually(async () => {
      expect(await total()).toEqual({ total: '12.500000000001' });
      return workers().length === 3;
    }, 60_000);
  });

  it('grants what one budget holds, whichever of them is asked', async () => {
    const statusFor = async (id: string) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          // Whoever is free takes the next connection.
          connection: 'close',
          ...bearer(accessToken({ id, role: 'USER', sessionId: id })),
        },
        body: '{"query":"{ users { id } }"}',
      });
      return response.status;
    };
    const refusals = async () => {
      const text = await (
        await fetch(`${url}/metrics`, { headers: { connection: 'close' } })
      ).text();
      const counts = [1, 2].map(
        (worker) =>
          new RegExp(
            `^gateway_refusals_total{code="TOO_MANY_REQUESTS",worker="${worker}"} (\\d+)$`,
            'm',
          ).exec(text)?.[1],
      );
      return counts.map((count = '0') => Number(count));
    };
    let spenders = 0;
    // The first question takes the whole budget of its worker; a slow machine may take longer to tell the other.
    await eventually(async () => {
      spenders += 1;
      const id = `spender-${spenders}`;
      expect(await statusFor(id)).toBe(200);
      await sleep(300);
      const before = await refusals();
      const others = await Promise.all(Array.from({ length: 8 }, () => statusFor(id)));
      const after = await refusals();
      // Both were asked, and neither gave anything.
      const each = after.every((count, worker) => count > (before[worker] ?? 0));
      return each && others.every((status) => status === 429);
    }, 30_000);
  });

  it('tells the numbers of all of them, whichever is asked', async () => {
    const read = async () => {
      const headers = { connection: 'close' };
      return (await fetch(`${url}/metrics`, { headers })).text();
    };
    for (let asked = 0; asked < 2; asked += 1) {
      const text = await read();
      for (const worker of [1, 2]) {
        expect(text).toMatch(
          new RegExp(`^process_resident_memory_bytes{worker="${worker}"} `, 'm'),
        );
      }
      const answered = [...text.matchAll(/^gateway_operation_duration_seconds_count{.*} (\d+)$/gm)];
      expect(answered.length).toBeGreaterThan(0);
      const series = text.split('\n').filter((line) => line && !line.startsWith('#'));
      expect(series.filter((line) => !/[{,]worker="[12]"/.test(line))).toEqual([]);
    }
  });

  const subscribe = async (): Promise<string> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...bearer(accessToken()),
      },
      body: '{"query":"subscription { spending { amount } }"}',
    });
    return response.text();
  };

  it('ends with all of them when it is told to, and tells those who listen', async () => {
    const told = [subscribe(), subscribe()];
    await eventually(async () => platform.spendings.length === told.length);
    const exited = once(gateway, 'exit');
    gateway.kill('SIGTERM');
    for (const text of await Promise.all(told)) {
      expect(text).toMatch(/"code":"SERVICE_UNAVAILABLE".*\n\nevent: complete\ndata: \n\n$/);
    }
    expect(await exited).toEqual([0, null]);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});
