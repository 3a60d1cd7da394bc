import { rename, rm } from 'node:fs/promises';
import { AMOUNT_SCALE } from './amount';
import { type Column, columnsOf, type FocusVersion } from './columns';

/** Small row groups, written as they come, from a file that is read and not mapped. */
const BOUNDED_MEMORY = `output_format_parquet_row_group_size = 100000,
  output_format_parquet_row_group_size_bytes = 67108864, max_insert_block_size = 65536,
  min_insert_block_size_rows = 0, min_insert_block_size_bytes = 0,
  storage_file_read_method = 'pread'`;

/** With more than one thread the row groups' order and size would depend on the machine's load. */
const SAME_BYTES = 'max_threads = 1, input_format_parallel_parsing = 0';

/**
 * Converts a bill from CSV to Parquet in the analytical engine: exact Decimal(38,12), times in UTC,
 * missing values null. The engine is loaded on first use only; it allows one data directory a process.
 */
export async function csvToParquet(
  csvPath: string,
  parquetPath: string,
  version: FocusVersion,
): Promise<void> {
  const { Session, drainPending } = await import('chdb');
  const partial = `${parquetPath}.partial`;
  const structure = columnsOf(version).map(columnDefinition).join(', ');
  const session = new Session();
  try {
    await rm(partial, { force: true });
    await session.queryAsync(
      `INSERT INTO FUNCTION file(${quoted(partial)}, 'Parquet', ${quoted(structure)})
       SELECT * FROM file(${quoted(csvPath)}, 'CSVWithNames', ${quoted(structure)})
       SETTINGS date_time_input_format = 'best_effort', input_format_csv_empty_as_default = 1,
         output_format_parquet_compression_method = 'zstd', ${BOUNDED_MEMORY}, ${SAME_BYTES}`,
    );
    await rename(partial, parquetPath);
  } finally {
    session.close();
    await drainPending();
    await rm(partial, { force: true });
  }
}

const ENGINE_TYPES = {
  text: 'String',
  time: "DateTime64(3, 'UTC')",
  decimal: `Decimal(38, ${AMOUNT_SCALE})`,
} as const;

function columnDefinition({ name, kind, nullable }: Column): string {
  const type = ENGINE_TYPES[kind];
  return `${name} ${nullable ? `Nullable(${type})` : type}`;
}

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
