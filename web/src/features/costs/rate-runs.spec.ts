import { rateRuns } from './rate-runs';

describe('the rates of an answer', () => {
  it('stand once for all days that had no newer one, latest first', () => {
    const friday = { rateDate: '2026-05-01', rate: '0.8' };
    const monday = { rateDate: '2026-05-04', rate: '0.75' };
    expect(
      rateRuns([
        { date: '2026-05-01', ...friday },
        { date: '2026-05-03', ...friday },
        { date: '2026-05-04', ...monday },
      ]),
    ).toEqual([
      { first: '2026-05-04', last: '2026-05-04', ...monday },
      { first: '2026-05-01', last: '2026-05-03', ...friday },
    ]);
    expect(rateRuns([])).toEqual([]);
  });
});
