import { BoundedQueue } from './bounded-queue';

/** A task that ends when it is told to. */
function task() {
  let end: (error?: Error) => void = () => undefined;
  let started = false;
  const promise = new Promise<string>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve('done'));
  });
  return {
    run: () => {
      started = true;
      return promise;
    },
    end: (error?: Error) => end(error),
    hasStarted: () => started,
  };
}
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('BoundedQueue', () => {
  it('runs a few, lets a few wait in order, and refuses the rest', async () => {
    const queue = new BoundedQueue(2, 2, 60_000);
    const tasks = Array.from({ length: 5 }, task);
    const results = tasks.map(({ run }) => queue.run(run));
    await expect(results[4]).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(tasks.map((one) => one.hasStarted())).toEqual([true, true, false, false, false]);
    tasks[1]?.end();
    await soon();
    expect(tasks.map((one) => one.hasStarted())).toEqual([true, true, true, false, false]);
    for (const one of tasks) one.end();
    expect(await Promise.all(results.slice(0, 4))).toEqual(Array(4).fill('done'));
  });

  it('refuses who has waited too long, and gives the place to who waits still', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const queue = new BoundedQueue(1, 2, 1_000);
      const [running, late, waiting] = [task(), task(), task()];
      const first = queue.run(running.run);
      const refused = expect(queue.run(late.run)).rejects.toMatchObject({
        code: 'TOO_MANY_REQUESTS',
      });
      jest.advanceTimersByTime(900);
      const third = queue.run(waiting.run);
      jest.advanceTimersByTime(100);
      await refused;
      running.end();
      expect(await first).toBe('done');
      await soon();
      // Whoever began is not refused any more, however long it takes.
      jest.advanceTimersByTime(5_000);
      expect([late.hasStarted(), waiting.hasStarted()]).toEqual([false, true]);
      waiting.end();
      expect(await third).toBe('done');
    } finally {
      jest.useRealTimers();
    }
  });

  it('goes on after a task that failed', async () => {
    const queue = new BoundedQueue(1, 1, 60_000);
    const failing = task();
    const first = queue.run(failing.run);
    const second = queue.run(async () => 'next');
    failing.end(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe('next');
    expect(await queue.run(async () => 'again')).toBe('again');
  });
});
