import type { Client } from './client';
import { AiFinopsError } from './errors';
import type { SourceFieldsFragment } from './generated/operations';
import { source as sourceByName } from './operations';

const POLL_EVERY_MS = 500;

/**
 * Waits for the end of the look that a source was asked for, by `syncSource`, `createSource` or `updateSource`,
 * whose answer is `asked`; the returned source says in `lastSync` how it went. What was found to be new may
 * still be imported then. `onProgress` is told each state that is seen on the way.
 */
export async function afterSync(
  client: Client,
  asked: SourceFieldsFragment,
  options: { readonly onProgress?: (state: SourceFieldsFragment) => void } = {},
): Promise<SourceFieldsFragment> {
  // While its time is set the look has not begun: the one that is told of is an earlier one.
  const earlier = asked.nextSyncAt === null ? undefined : asked.lastSync?.startedAt;
  let current = asked;
  do {
    options.onProgress?.(current);
    await new Promise((done) => setTimeout(done, POLL_EVERY_MS));
    const { source } = await sourceByName(client, { name: asked.name });
    if (!source) throw new AiFinopsError('NOT_FOUND', 'The source is no longer there.');
    current = source;
  } while (
    current.lastSync === null ||
    current.lastSync.state === 'RUNNING' ||
    current.lastSync.startedAt === earlier
  );
  return current;
}
