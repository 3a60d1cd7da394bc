import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { EventStream, eventText } from './event-stream';

describe('eventText', () => {
  it.each([
    ['one line', 'a', 'event: next\ndata: a\n\n'],
    ['nothing', '', 'event: next\ndata: \n\n'],
    ['several lines', 'a\nb\r\nc\rd', 'event: next\ndata: a\ndata: b\ndata: c\ndata: d\n\n'],
    [
      'what looks like a field',
      'a\n\nevent: b',
      'event: next\ndata: a\ndata: \ndata: event: b\n\n',
    ],
  ])('writes %s', (_, data, written) => {
    expect(eventText('next', data)).toBe(written);
  });
});

describe('EventStream', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins with a comment, tells results and completes', async () => {
    const stream = new EventStream();
    expect(await stream.next('1')).toBe(true);
    stream.complete('2');
    stream.complete('3');
    expect(await stream.next('4')).toBe(false);
    expect(await text(stream)).toBe(
      ':\n\nevent: next\ndata: 1\n\nevent: next\ndata: 2\n\nevent: complete\ndata: \n\n',
    );
  });

  it('gives a sign of life every twelve seconds, and none to a reader who is behind', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const stream = new EventStream();
    const heard: string[] = [];
    stream.on('data', (chunk) => heard.push(String(chunk)));
    await new Promise(setImmediate);
    jest.advanceTimersByTime(12_000);
    await new Promise(setImmediate);
    jest.advanceTimersByTime(12_000);
    await new Promise(setImmediate);
    expect(heard).toEqual([':\n\n', ':\n\n', ':\n\n']);
    stream.pause();
    await stream.next('waits');
    const waiting = stream.readableLength;
    jest.advanceTimersByTime(60_000);
    expect(stream.readableLength).toBe(waiting);
    stream.destroy();
  });

  it('waits for a reader who has no room, however large the event', async () => {
    const stream = new EventStream();
    const large = 'x'.repeat(1024 * 1024);
    let sent = false;
    const sending = stream.next(large).then((heard) => {
      sent = heard;
    });
    await new Promise(setImmediate);
    expect(sent).toBe(false);
    const reader = new PassThrough();
    stream.pipe(reader);
    const read = text(reader);
    await sending;
    expect(sent).toBe(true);
    stream.complete();
    expect((await read).length).toBeGreaterThan(large.length);
  });

  it('is over when its reader leaves, also for who waits to send', async () => {
    const stream = new EventStream();
    const sending = stream.next('x'.repeat(100_000));
    stream.destroy();
    expect(await sending).toBe(false);
    expect(await stream.next('more')).toBe(false);
  });

  it('gives up a reader who takes nothing', async () => {
    const stream = new EventStream(20);
    expect(await stream.next('x'.repeat(100_000))).toBe(false);
    expect(stream.destroyed).toBe(true);
    const completed = new EventStream(20);
    completed.complete();
    await new Promise((resolve) => completed.once('close', resolve));
  });
});
