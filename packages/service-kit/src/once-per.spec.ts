import { OncePer } from './once-per';

describe('once in a time', () => {
  it('lets each thing through once', () => {
    const once = new OncePer(60_000);
    expect([once.isNew('a'), once.isNew('b'), once.isNew('a')]).toEqual([true, true, false]);
  });

  it('lets it through again after the time', () => {
    const once = new OncePer(0);
    expect([once.isNew('a'), once.isNew('a')]).toEqual([true, true]);
  });

  it('remembers no more than a bounded number', () => {
    const once = new OncePer(60_000);
    for (let n = 0; n <= 10_000; n += 1) once.isNew(`${n}`);
    expect(once.isNew('0')).toBe(true);
  });
});
