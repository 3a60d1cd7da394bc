import { open } from 'node:fs/promises';
import { AppError } from '@ai-finops/service-kit/errors';
import type { FileColumn } from './analytical-store';
import { identifier } from './statement';
import { readThriftStruct, type ThriftStruct, type ThriftValue } from './thrift-compact';

// A server cannot look into a file that lies here, so its columns are read from the footer: see
// https://github.com/apache/parquet-format, parquet.thrift (FileMetaData, SchemaElement).

const MAGIC = 'PAR1';
const TAIL_BYTES = 8;

/** Columns of a Parquet file with their ClickHouse types. */
export async function parquetColumns(path: string): Promise<FileColumn[]> {
  const footer = await readFooter(path);
  const elements = structs(readThriftStruct(footer).get(2));
  return childrenOf(elements, 0).children.map((node) => ({
    name: nameOf(node),
    type: typeOf(node),
  }));
}

/** A column, or a part of one: what the footer lists one after the other, as the tree that it means. */
interface Node {
  readonly element: ThriftStruct;
  readonly children: readonly Node[];
}

/** The nodes below an element, and the place after the last of them. */
function childrenOf(
  elements: readonly ThriftStruct[],
  at: number,
): { children: Node[]; end: number } {
  const children: Node[] = [];
  let end = at + 1;
  for (let left = number(elements[at]?.get(5)) ?? 0; left > 0; left--) {
    const element = elements[end];
    if (!element) throw unreadable();
    const below = childrenOf(elements, end);
    children.push({ element, children: below.children });
    end = below.end;
  }
  return { children, end };
}

const nameOf = ({ element }: Node): string => text(element.get(4));

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

const [REQUIRED, REPEATED] = [0, 2];

function typeOf(node: Node): string {
  const repeated = number(node.element.get(3)) === REPEATED;
  return repeated ? `Array(${typeOfOne(node)})` : typeOfOne(node);
}

/** Type of a value, whether or not there are several. Groups are never null to the engine. */
function typeOfOne(node: Node): string {
  const { element, children } = node;
  const [inner] = children;
  if (!inner) {
    const type = primitiveType(element);
    return number(element.get(3)) === REQUIRED ? type : `Nullable(${type})`;
  }
  const [key, value] = inner.children;
  if (isA(element, MAP) && key && value)
    return `Map(${primitiveType(key.element)}, ${typeOf(value)})`;
  if (isA(element, LIST)) return `Array(${typeOfOne(elementOf(inner))})`;
  return `Tuple(${children.map((child) => `${identifier(nameOf(child))} ${typeOf(child)}`).join(', ')})`;
}

/** The group around each element of a list is left out by older writers, who repeat the element itself. */
const elementOf = (repeated: Node): Node =>
  (repeated.children.length === 1 && repeated.children[0]) || repeated;

/** A logical type, and the converted types that older writers state in its place. */
interface Kind {
  readonly logical: number;
  readonly converted: readonly number[];
}
const MAP: Kind = { logical: 2, converted: [1, 2] };
const LIST: Kind = { logical: 3, converted: [3] };
const DECIMAL: Kind = { logical: 5, converted: [5] };
const DATE: Kind = { logical: 6, converted: [6] };
const TIMESTAMP: Kind = { logical: 8, converted: [9, 10] };
const UUID: Kind = { logical: 14, converted: [] };

const isA = (element: ThriftStruct, kind: Kind): boolean =>
  isStruct(logical(element).get(kind.logical)) ||
  kind.converted.includes(number(element.get(6)) ?? -1);

const logical = (element: ThriftStruct): ThriftStruct => {
  const value = element.get(10);
  return isStruct(value) ? value : new Map();
};

function isUnsigned(element: ThriftStruct): boolean {
  const integer = logical(element).get(10);
  const [four, eight] = [13, 14];
  return isStruct(integer)
    ? integer.get(2) === false
    : [four, eight].includes(number(element.get(6)) ?? -1);
}

function primitiveType(element: ThriftStruct): string {
  const precision = number(element.get(8));
  if (precision !== undefined && isA(element, DECIMAL)) {
    return `Decimal(${precision}, ${number(element.get(7)) ?? 0})`;
  }
  if (isA(element, DATE)) return 'Date32';
  if (isA(element, TIMESTAMP)) return "DateTime64(9, 'UTC')";
  if (isA(element, UUID)) return 'UUID';
  const sign = isUnsigned(element) ? 'U' : '';
  const [four, eight] = [`${sign}Int32`, `${sign}Int64`];
  const physical = ['Bool', four, eight, "DateTime64(9, 'UTC')", 'Float32', 'Float64'];
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
