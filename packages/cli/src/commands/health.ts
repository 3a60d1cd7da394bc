import { send } from '@ai-finops/sdk';
import { type GlobalOptions, print } from '../context';
import { formatTable } from '../table';

interface Health {
  readonly status: string;
  readonly services?: Readonly<
    Record<string, { readonly status: string; readonly latencyMs?: number }>
  >;
}

/** Shows the state of every service; exit code 1 unless all are well. */
export async function healthCommand(options: GlobalOptions): Promise<void> {
  const response = await send(`${options.url}/health`, {}, { timeout: 10_000 });
  const health = (await response.json()) as Health;
  print(options, health, () =>
    [
      `gateway: ${health.status}`,
      formatTable(
        [{ title: 'service' }, { title: 'state' }, { title: 'ms', right: true }],
        Object.entries(health.services ?? {}).map(([name, state]) => [
          name,
          state.status,
          state.latencyMs === undefined ? '' : String(Math.round(state.latencyMs)),
        ]),
      ),
    ].join('\n'),
  );
  if (health.status !== 'ok') process.exitCode = 1;
}
