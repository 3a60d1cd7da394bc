import { open } from 'node:fs/promises';
import { AppError } from '@ai-finops/service-kit/errors';
import type { FileColumn } from './analytical-store';
import { readThriftStruct, type ThriftStruct, type ThriftValue } from './thrift-compact';

// A server cannot look into a file that lies here, so its columns are read from the footer: see
// https://github.com/apache/parquet-format, parquet.thrift (FileMetaData, SchemaElement).

const MAGIC = 'PAR1';
const TAIL_BYTES = 8;

/** Columns of a Parquet file with their ClickHouse types. Groups other than maps of text are left out. */
export async function parquetColumns(path: string): Promise<FileColumn[]> {
  const footer = await readFooter(path);
  const elements = structs(readThriftStruct(footer).get(2));
  const columns: FileColumn[] = [];
  let at = 1;
  for (let child = number(elements[0]?.get(5)) ?? 0; child > 0; child--) {
    const element = elements[at];
    if (!element) throw unreadable();
    const end = endOf(elements, at);
    const type = typeOf(elements.slice(at, end));
    if (type) columns.push({ name: text(element.get(4)), type });
    at = end;
  }
  return columns;
}

const unreadable = () =>
  new AppError('FILE_UNREADABLE', 'The footer of the Parquet file is damaged.');

async function readFooter(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(TAIL_BYTES);
    await file.read(tail, 0, TAIL_BYTES, size - TAIL_BYTES);
    const length = tail.readUInt32LE(0);
    if (tail.toString('latin1', 4) !== MAGIC || length > size - TAIL_BYTES) throw unreadable();
    const footer = Buffer.alloc(length);
    await file.read(footer, 0, length, size - TAIL_BYTES - length);
    return footer;
  } finally {
    await file.close();
  }
}

/** Place after an element and all that it contains. */
function endOf(elements: readonly ThriftStruct[], at: number): number {
  let end = at + 1;
  for (let child = number(elements[at]?.get(5)) ?? 0; child > 0; child--)
    end = endOf(elements, end);
  return end;
}

function typeOf(elements: readonly ThriftStruct[]): string | undefined {
  const [element, ...inner] = elements;
  if (!element) return undefined;
  if (inner.length === 0) {
    const type = primitiveType(element);
    return number(element.get(3)) === 0 ? type : `Nullable(${type})`;
  }
  const isMap = isStruct(logical(element).get(2)) || [1, 2].includes(number(element.get(6)) ?? -1);
  const leaves = inner.filter((leaf) => leaf.get(5) === undefined).map(primitiveType);
  return isMap && leaves.join() === 'String,String' ? 'Map(String, Nullable(String))' : undefined;
}

const logical = (element: ThriftStruct): ThriftStruct => {
  const value = element.get(10);
  return isStruct(value) ? value : new Map();
};

function primitiveType(element: ThriftStruct): string {
  const precision = number(element.get(8));
  const kind = logical(element);
  if (precision !== undefined && (isStruct(kind.get(5)) || number(element.get(6)) === 5)) {
    return `Decimal(${precision}, ${number(element.get(7)) ?? 0})`;
  }
  if (isStruct(kind.get(6)) || number(element.get(6)) === 6) return 'Date32';
  if (isStruct(kind.get(8)) || [9, 10].includes(number(element.get(6)) ?? -1)) {
    return "DateTime64(9, 'UTC')";
  }
  const physical = ['Bool', 'Int32', 'Int64', "DateTime64(9, 'UTC')", 'Float32', 'Float64'];
  return physical[number(element.get(1)) ?? -1] ?? 'String';
}

function structs(value: ThriftValue | undefined): ThriftStruct[] {
  if (!Array.isArray(value)) throw unreadable();
  return value.filter(isStruct);
}

function isStruct(value: ThriftValue | undefined): value is ThriftStruct {
  return value instanceof Map;
}

const number = (value: ThriftValue | undefined): number | undefined =>
  typeof value === 'bigint' ? Number(value) : undefined;

const text = (value: ThriftValue | undefined): string =>
  Buffer.isBuffer(value) ? value.toString('utf8') : '';
