import { chartGeometry, formatTickValue, labelStep, PLOT } from './chart-geometry';

/** Top and height of each bar of a path. */
const bars = (path: string | undefined) =>
  [...(path ?? '').matchAll(/M\S+ (\S+)h\S+v([\d.]+)/g)].map(([, top, height]) => [
    Number(top),
    Number(height),
  ]);

describe('the geometry of the chart', () => {
  it('stacks the series of a bucket without a gap or an overlap', () => {
    const { paths, ticks } = chartGeometry([
      [60, 20],
      [40, 0],
    ]);
    expect(ticks.at(-1)).toEqual({ value: 100, y: 0 });
    expect(bars(paths[0])).toEqual([
      [40, 60],
      [80, 20],
    ]);
    expect(bars(paths[1])).toEqual([[0, 40]]);
  });

  it('draws credits below zero, whatever is above', () => {
    const { paths, ticks } = chartGeometry([[50], [-50], [50], [-50]]);
    const zero = ticks.find(({ value }) => value === 0)?.y;
    expect(zero).toBe(50);
    expect(paths.map((path) => bars(path)[0])).toEqual([
      [25, 25],
      [50, 25],
      [0, 25],
      [75, 25],
    ]);
  });

  it('puts every bucket side by side within the plot', () => {
    const { bands } = chartGeometry([new Array(400).fill(1)]);
    expect(bands).toHaveLength(400);
    for (const [i, { x, width }] of bands.entries()) {
      expect(x).toBeGreaterThanOrEqual((bands[i - 1]?.x ?? -width) + width);
      expect(x + width).toBeLessThanOrEqual(PLOT.width);
    }
  });

  it('has an axis even when nothing cost anything', () => {
    const { ticks, paths } = chartGeometry([[0, 0]]);
    expect(ticks[0]?.value).toBe(0);
    expect(paths).toEqual(['']);
    expect(chartGeometry([]).bands).toEqual([]);
  });

  it('labels so that they do not collide', () => {
    expect([12, 13, 90].map((buckets) => labelStep(buckets, 12))).toEqual([1, 2, 8]);
    expect([0, 1_500, -2_000_000].map(formatTickValue)).toEqual(['0', '1.5K', '-2M']);
  });
});
