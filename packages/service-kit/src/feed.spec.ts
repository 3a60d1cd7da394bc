import { Feed } from './feed';

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const read: Value[] = [];
  for await (const value of values) read.push(value);
  return read;
}

describe('Feed', () => {
  it('gives all values in their order, those before its reader came and those after', async () => {
    const feed = new Feed<number>('all');
    feed.publish(1);
    feed.publish(2);
    const read = all(feed);
    await new Promise(setImmediate);
    feed.publish(3);
    feed.publish(4);
    feed.end();
    feed.publish(5);
    expect(await read).toEqual([1, 2, 3, 4]);
  });

  it('gives a slow reader the newest alone, where that is what counts', async () => {
    const feed = new Feed<number>('newest');
    const slow: number[] = [];
    const reading = (async () => {
      for await (const value of feed) {
        slow.push(value);
        if (value === 1) for (const next of [2, 3, 4]) feed.publish(next);
        else feed.end();
      }
    })();
    feed.publish(1);
    await reading;
    expect(slow).toEqual([1, 4]);
  });

  it.each(['waits', 'has values to read'])(
    'tells an error once to a reader who %s',
    async (when) => {
      const feed = new Feed<number>('all');
      if (when !== 'waits') feed.publish(1);
      const first = feed.next();
      if (when !== 'waits') expect(await first).toEqual({ done: false, value: 1 });
      feed.fail(new Error('Over.'));
      await expect(when === 'waits' ? first : feed.next()).rejects.toThrow('Over.');
      expect(await feed.next()).toEqual({ done: true, value: undefined });
    },
  );

  it('ends at once when its reader leaves while waiting, and says so once', async () => {
    let ends = 0;
    const feed = new Feed<number>('all', () => {
      ends += 1;
    });
    const waiting = feed.next();
    await feed.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    feed.end();
    expect(ends).toBe(1);
  });

  it('maps its values, an error of that being the reader’s, and leaves with its reader', async () => {
    let left = false;
    const feed = new Feed<number>('all', () => {
      left = true;
    });
    feed.publish(1);
    feed.publish(2);
    const mapped = feed.map(async (value) => {
      if (value === 2) throw new Error('Not two.');
      return `${value}!`;
    });
    expect(await mapped.next()).toEqual({ done: false, value: '1!' });
    await expect(mapped.next()).rejects.toThrow('Not two.');
    await mapped.return?.();
    expect(left).toBe(true);
  });
});
