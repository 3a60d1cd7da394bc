import { HeldBytes } from './held-bytes';

const MEBIBYTE = 1024 * 1024;

describe('what answers hold while they arrive', () => {
  it('is bounded for big ones together, and small ones are always taken', () => {
    const held = new HeldBytes();
    const first = held.hold();
    const second = held.hold();
    expect(first.add(30 * MEBIBYTE)).toBe(true);
    expect(second.add(30 * MEBIBYTE)).toBe(false);
    const small = held.hold();
    expect(small.add(MEBIBYTE)).toBe(true);
    expect(small.add(1)).toBe(false);
  });

  it('is free again once an answer is complete or given up, however often that is said', () => {
    const held = new HeldBytes();
    const first = held.hold();
    first.add(30 * MEBIBYTE);
    first.release();
    first.release();
    expect(held.hold().add(32 * MEBIBYTE)).toBe(true);
  });
});
