/** A value of Thrift's compact protocol; integers are bigint. */
export type ThriftValue = boolean | bigint | number | Buffer | ThriftValue[] | ThriftStruct;

/** Fields by their id. */
export type ThriftStruct = Map<number, ThriftValue>;

/**
 * Reads one struct of Thrift's compact protocol
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md), without maps,
 * which Parquet's footer does not use. A RangeError means that the bytes end too early.
 */
export function readThriftStruct(bytes: Buffer): ThriftStruct {
  return new Reader(bytes).struct();
}

class Reader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  struct(): ThriftStruct {
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      if (head === 0) return fields;
      const delta = head >> 4;
      id = delta === 0 ? Number(this.#zigzag()) : id + delta;
      fields.set(id, this.#value(head & 0x0f));
    }
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return type === 1;
      case 3:
        return BigInt(this.#byte());
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 7:
        return this.#take(8).readDoubleLE(0);
      case 8:
        return this.#take(Number(this.#varint()));
      case 9:
      case 10:
        return this.#list();
      case 12:
        return this.struct();
      default:
        throw new RangeError(`Unknown type ${type}.`);
    }
  }

  #list(): ThriftValue[] {
    const head = this.#byte();
    const size = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
    const type = head & 0x0f;
    // In a list a boolean has a byte of its own.
    const item = () => (type <= 2 ? this.#byte() === 1 : this.#value(type));
    return Array.from({ length: size }, item);
  }

  #zigzag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  #byte(): number {
    return this.#take(1).readUInt8(0);
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.bytes.length) throw new RangeError('The bytes end too early.');
    const part = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}
