/** A field of a struct by its id; ids go up. */
export type Field = { readonly id: number } & (
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly text: string }
  | { readonly fields: readonly Field[] }
  | { readonly i32s: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly structs: readonly (readonly Field[])[] }
);

const [I32, I64, BINARY, LIST, STRUCT] = [5, 6, 8, 9, 12];

/**
 * A struct in Thrift's compact protocol
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md), as far as Parquet needs it.
 */
export function struct(fields: readonly Field[]): Buffer {
  const parts: Buffer[] = [];
  let last = 0;
  for (const field of fields) {
    const [type, value] = encoded(field);
    const delta = field.id - last;
    if (delta < 1 || delta > 15) throw new RangeError(`Field ${field.id} after ${last}.`);
    parts.push(Buffer.from([(delta << 4) | type]), value);
    last = field.id;
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function encoded(field: Field): [type: number, value: Buffer] {
  if ('i32' in field) return [I32, zigzag(field.i32)];
  if ('i64' in field) return [I64, zigzag(field.i64)];
  if ('text' in field) return [BINARY, binary(field.text)];
  if ('fields' in field) return [STRUCT, struct(field.fields)];
  if ('i32s' in field) return [LIST, list(I32, field.i32s.map(zigzag))];
  if ('texts' in field) return [LIST, list(BINARY, field.texts.map(binary))];
  return [LIST, list(STRUCT, field.structs.map(struct))];
}

function list(type: number, items: readonly Buffer[]): Buffer {
  const size = items.length;
  const head =
    size < 15
      ? Buffer.from([(size << 4) | type])
      : Buffer.concat([Buffer.from([0xf0 | type]), varint(BigInt(size))]);
  return Buffer.concat([head, ...items]);
}

function binary(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(BigInt(bytes.length)), bytes]);
}

const zigzag = (value: number): Buffer => {
  const wide = BigInt(value);
  return varint((wide << 1n) ^ (wide >> 63n));
};

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
