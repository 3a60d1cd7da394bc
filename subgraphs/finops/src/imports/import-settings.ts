/** Six hours for the largest file; blocks small enough for the memory that the service may use. */
export const IMPORT_OPTIONS = {
  limits: { timeoutMs: 6 * 60 * 60 * 1000, maxMemoryBytes: 1536 * 1024 ** 2 },
} as const;

/** How files are read and what is made of them written. */
export const IMPORT_SETTINGS = {
  // Each block becomes a part for each month in it. Larger blocks, or several at a time, take more memory and are no
  // faster; smaller ones leave more parts to be merged.
  max_insert_threads: 1,
  min_insert_block_size_rows: 131_072,
  min_insert_block_size_bytes: 134_217_728,
  max_partitions_per_insert_block: 0,
  input_format_csv_allow_variable_number_of_columns: 1,
  input_format_csv_empty_as_default: 0,
  input_format_defaults_for_omitted_fields: 1,
  input_format_null_as_default: 1,
  input_format_parquet_preserve_order: 1,
  input_format_parquet_memory_high_watermark: 268_435_456,
  // A mapped file would count as memory of the engine.
  storage_file_read_method: 'pread',
  // No text of a bill is this, so only an absent cell is null.
  format_csv_null_representation: '\u0001null\u0001',
} as const;
