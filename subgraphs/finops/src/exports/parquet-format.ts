import { gzipSync } from 'node:zlib';
import type { ColumnType, ExportCell, ExportColumn, ExportTable, Pieces } from './export-table';
import { type Field, struct } from './thrift-writer';

// Apache Parquet (https://github.com/apache/parquet-format): a row group for each page of rows, a data page
// for each column of it, plain encoding, gzip.

const MAGIC = Buffer.from('PAR1');

/** Numbers of the format's enums. */
const TYPE = { BOOLEAN: 0, INT64: 2, BYTE_ARRAY: 6, FIXED: 7 } as const;
const CONVERTED = { UTF8: 0, DECIMAL: 5 } as const;
const OPTIONAL = 1;
const [PLAIN, RLE] = [0, 3];
const GZIP = 2;

/** 38 digits fit in 16 bytes: what most readers take. */
const PRECISION = 38;
const DECIMAL_BYTES = 16;
const SCALES: Partial<Record<ColumnType, number>> = { decimal: 12, ratio: 18 };

interface Chunk {
  readonly offset: number;
  readonly size: number;
  readonly plainSize: number;
  readonly values: number;
}

export async function* parquet({ columns, pages }: ExportTable): Pieces {
  yield MAGIC;
  let offset = MAGIC.length;
  const groups: { readonly rows: number; readonly chunks: readonly Chunk[] }[] = [];
  for await (const rows of pages()) {
    if (rows.length === 0) continue;
    const chunks: Chunk[] = [];
    for (const [index, column] of columns.entries()) {
      const page = dataPage(
        column,
        rows.map((row) => row[index] ?? null),
      );
      yield page.bytes;
      chunks.push({
        offset,
        size: page.bytes.length,
        plainSize: page.plainSize,
        values: rows.length,
      });
      offset += page.bytes.length;
    }
    groups.push({ rows: rows.length, chunks });
  }
  const footer = fileMetadata(columns, groups);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  yield Buffer.concat([footer, length, MAGIC]);
}

function dataPage(column: ExportColumn, cells: readonly ExportCell[]) {
  const known = cells.filter((cell) => cell !== null);
  const body = Buffer.concat([
    definitionLevels(cells),
    column.type === 'boolean'
      ? bits(known.map(Boolean))
      : Buffer.concat(known.map((cell) => plain(column, cell))),
  ]);
  const compressed = gzipSync(body);
  const header = struct([
    { id: 1, i32: 0 },
    { id: 2, i32: body.length },
    { id: 3, i32: compressed.length },
    {
      id: 5,
      fields: [
        { id: 1, i32: cells.length },
        { id: 2, i32: PLAIN },
        { id: 3, i32: RLE },
        { id: 4, i32: RLE },
      ],
    },
  ]);
  return {
    bytes: Buffer.concat([header, compressed]),
    plainSize: header.length + body.length,
  };
}

/** Which values are there: bits, packed by eight, with their length before them. */
function definitionLevels(cells: readonly ExportCell[]): Buffer {
  const packed = bits(cells.map((cell) => cell !== null));
  const head = varint((packed.length << 1) | 1);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length + packed.length);
  return Buffer.concat([length, head, packed]);
}

function bits(flags: readonly boolean[]): Buffer {
  const packed = Buffer.alloc(Math.ceil(flags.length / 8));
  flags.forEach((flag, index) => {
    const byte = index >> 3;
    if (flag) packed[byte] = (packed[byte] ?? 0) | (1 << (index & 7));
  });
  return packed;
}

function plain({ type, name }: ExportColumn, cell: ExportCell): Buffer {
  const scale = SCALES[type];
  if (scale !== undefined) return fixedDecimal(name, String(cell), scale);
  if (type === 'int') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(String(cell)));
    return bytes;
  }
  const text = Buffer.from(String(cell));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}

const LARGEST = 10n ** BigInt(PRECISION);

/** Big-endian two's complement of the unscaled value. */
function fixedDecimal(name: string, text: string, scale: number): Buffer {
  const [whole = '0', fraction = ''] = text.split('.');
  const unscaled = BigInt(`${whole}${fraction.padEnd(scale, '0')}`);
  if (fraction.length > scale || unscaled >= LARGEST || unscaled <= -LARGEST) {
    throw new RangeError(`${text} in ${name} has more digits than Parquet's decimals keep.`);
  }
  const hex = BigInt.asUintN(DECIMAL_BYTES * 8, unscaled).toString(16);
  return Buffer.from(hex.padStart(DECIMAL_BYTES * 2, '0'), 'hex');
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function fileMetadata(
  columns: readonly ExportColumn[],
  groups: readonly { readonly rows: number; readonly chunks: readonly Chunk[] }[],
): Buffer {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  return struct([
    { id: 1, i32: 1 },
    {
      id: 2,
      structs: [
        [
          { id: 4, text: 'answer' },
          { id: 5, i32: columns.length },
        ],
        ...columns.map(schemaElement),
      ],
    },
    { id: 3, i64: rows },
    {
      id: 4,
      structs: groups.map((group) => [
        { id: 1, structs: group.chunks.map((chunk, index) => columnChunk(columns[index], chunk)) },
        { id: 2, i64: group.chunks.reduce((sum, { plainSize }) => sum + plainSize, 0) },
        { id: 3, i64: group.rows },
      ]),
    },
    { id: 6, text: 'ai-finops' },
  ]);
}

const physicalType = (type: ColumnType): number => {
  if (SCALES[type] !== undefined) return TYPE.FIXED;
  if (type === 'int') return TYPE.INT64;
  return type === 'boolean' ? TYPE.BOOLEAN : TYPE.BYTE_ARRAY;
};

function schemaElement({ name, type }: ExportColumn): Field[] {
  const scale = SCALES[type];
  return [
    { id: 1, i32: physicalType(type) },
    ...(scale === undefined ? [] : [{ id: 2, i32: DECIMAL_BYTES }]),
    { id: 3, i32: OPTIONAL },
    { id: 4, text: name },
    ...(type === 'text' ? [{ id: 6, i32: CONVERTED.UTF8 }] : []),
    ...(scale === undefined
      ? []
      : [
          { id: 6, i32: CONVERTED.DECIMAL },
          { id: 7, i32: scale },
          { id: 8, i32: PRECISION },
        ]),
  ];
}

function columnChunk(column: ExportColumn | undefined, chunk: Chunk): Field[] {
  const { name = '', type = 'text' } = column ?? {};
  return [
    { id: 2, i64: chunk.offset },
    {
      id: 3,
      fields: [
        { id: 1, i32: physicalType(type) },
        { id: 2, i32s: [PLAIN, RLE] },
        { id: 3, texts: [name] },
        { id: 4, i32: GZIP },
        { id: 5, i64: chunk.values },
        { id: 6, i64: chunk.plainSize },
        { id: 7, i64: chunk.size },
        { id: 9, i64: chunk.offset },
      ],
    },
  ];
}
