import { sourceOf } from './client-source';

describe('sourceOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['', 'unknown'],
    [null, 'unknown'],
  ])('takes %s as %s', (ip, source) => {
    expect(sourceOf(ip)).toBe(source);
  });

  it('is one for every address of a network, and another for its neighbour', () => {
    expect(sourceOf('2001:db8:1:2:ffff::1')).toBe(sourceOf('2001:db8:1:2::1'));
    expect(sourceOf('2001:db8:1:3::1')).not.toBe(sourceOf('2001:db8:1:2::1'));
  });
});
