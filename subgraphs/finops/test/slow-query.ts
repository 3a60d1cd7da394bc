/** Runs for many minutes unless something ends it; takes no memory. */
export const SLOW =
  'SELECT count() AS n FROM numbers(100000000000) WHERE NOT ignore(cityHash64(number))';
