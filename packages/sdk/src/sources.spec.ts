import type { Client } from './client';
import type { SourceFieldsFragment } from './generated/operations';
import { afterSync } from './sources';

type Sync = NonNullable<SourceFieldsFragment['lastSync']>;

const at = (nextSyncAt: string | null, startedAt?: string, state: Sync['state'] = 'SUCCEEDED') =>
  ({
    id: 's1',
    name: 'aws',
    nextSyncAt,
    lastSync: startedAt === undefined ? null : { startedAt, state },
  }) as SourceFieldsFragment;

/** Answers one after another, the last one for ever. */
function client(...answers: (SourceFieldsFragment | null)[]): Client {
  let next = 0;
  const request = async () => ({ source: answers[Math.min(next++, answers.length - 1)] });
  return { request } as unknown as Client;
}

describe('the end of a look at a source', () => {
  it('is not that of an earlier one', async () => {
    const running = at(null, '11:00', 'RUNNING');
    const over = at('12:00', '11:00');
    const seen: (string | undefined)[] = [];
    const end = await afterSync(client(at('11:00', '10:00'), running, over), at('11:00', '10:00'), {
      onProgress: ({ lastSync }) => seen.push(lastSync?.startedAt),
    });
    expect(end).toBe(over);
    expect(seen).toEqual(['10:00', '10:00', '11:00']);
  });

  it('is that of one that has begun already', async () => {
    const failed = at('11:01', '11:00', 'FAILED');
    expect(await afterSync(client(failed), at(null, '11:00', 'RUNNING'))).toBe(failed);
  });

  it('is the first one of a source that was just made', async () => {
    const over = at('12:00', '11:00');
    expect(await afterSync(client(at('11:00'), over), at('11:00'))).toBe(over);
  });

  it('does not come where the source is gone', async () => {
    await expect(afterSync(client(null), at('11:00'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
