import { chdbObstacle } from './machine.ts';

const CPU = 'flags : fpu vme sse4_2 avx bmi1';

describe('running the embedded analytical store', () => {
  it.each([
    ['linux', 'x64', `${CPU} avx2 erms`, undefined],
    ['linux', 'x64', CPU, 'this processor has no AVX2'],
    ['linux', 'x64', `${CPU} avx2x`, 'this processor has no AVX2'],
    ['linux', 'x64', undefined, undefined],
    ['linux', 'arm64', 'Features : fp asimd', undefined],
    ['darwin', 'arm64', undefined, undefined],
    ['win32', 'x64', undefined, 'it does not run on win32'],
  ] as const)('on %s %s with %j: %s', (platform, arch, cpuInfo, obstacle) => {
    expect(chdbObstacle(platform, arch, cpuInfo)).toBe(obstacle);
  });
});
