/**
 * Randomness by hashing, not by a running generator: the value for (seed, resource, day) does not
 * depend on the order in which rows are written. Only integer operations, so every machine agrees.
 */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function hashText(seed: number, text: string): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h >>> 0, text.length);
}

/** A number in [0, 1). */
export function unit(a: number, b: number): number {
  return mix(a, b) / 0x1_0000_0000;
}

export function pick<T>(values: readonly [T, ...T[]], hash: number): T {
  return values[hash % values.length] ?? values[0];
}

const HEX = '0123456789abcdef';
const ALPHANUMERIC = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

export function hexText(hash: number, length: number): string {
  return characters(hash, length, HEX);
}

export function alphanumericText(hash: number, length: number): string {
  return characters(hash, length, ALPHANUMERIC);
}

export function guidText(hash: number): string {
  const hex = hexText(hash, 30);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
}

function characters(hash: number, length: number, alphabet: string): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[mix(hash, i + 1) % alphabet.length];
  return text;
}
