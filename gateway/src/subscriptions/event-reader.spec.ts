import { eventText } from '@ai-finops/service-kit/event-stream';
import { readEvents } from './event-reader';

async function* chunksOf(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function read(chunks: AsyncIterable<string>, most?: number): Promise<string[]> {
  const told: string[] = [];
  for await (const data of readEvents(chunks, most)) told.push(data);
  return told;
}

describe('readEvents', () => {
  const events = ['{"a":1}', 'two\nlines', '', `{"long":"${'é'.repeat(5_000)}"}`, 'event: no'];
  const written = [
    ':\n\n',
    ...events.map((data) => eventText('next', data)),
    ': a comment\n\n',
    'event: other\ndata: not ours\n\n',
    'id: 7\nretry: 100\nevent: next\ndata:tight\n\n',
    eventText('complete', ''),
    eventText('next', 'too late'),
  ].join('');
  const told = [...events, 'tight'];

  it.each([1, 2, 3, 7, 64, 100_000])(
    'reads what comes in pieces of %d characters',
    async (size) => {
      expect(await read(chunksOf(written, size))).toEqual(told);
    },
  );

  it.each([1, 5, 100_000])('reads lines that end as on Windows, in pieces of %d', async (size) => {
    expect(await read(chunksOf(written.replaceAll('\n', '\r\n'), size))).toEqual(told);
  });

  it('says when the events end without an end', async () => {
    const some = eventText('next', '1');
    await expect(read(chunksOf(some, 10))).rejects.toThrow('ended without an end');
    await expect(read(chunksOf('', 10))).rejects.toThrow('ended without an end');
  });

  it.each([7, 1_000])('holds no event beyond the limit, in pieces of %d', async (size) => {
    const long = eventText('next', 'x'.repeat(300));
    await expect(read(chunksOf(long.slice(0, -2), size), 200)).rejects.toThrow('too long');
  });

  it('tells what came before an event that is too long', async () => {
    const reading = readEvents(
      chunksOf(`${eventText('next', '1')}data: ${'x'.repeat(300)}`, 1_000),
      200,
    );
    expect(await reading.next()).toEqual({ done: false, value: '1' });
    await expect(reading.next()).rejects.toThrow('too long');
  });
});
