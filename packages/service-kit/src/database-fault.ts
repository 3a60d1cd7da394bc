/** Prisma's codes for a database that cannot be reached, is too slow to connect to, or went away. */
const PRISMA_CODES: ReadonlySet<unknown> = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
]);

/** What the driver adapter calls the same. */
const ADAPTER_KINDS: ReadonlySet<unknown> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'TooManyConnections',
  'SocketTimeout',
]);

/** Connection exceptions, shutting down, starting up, too many connections, a statement out of time. */
const SQL_STATE = /^(08\w{3}|57P0[1-3]|57014|53300)$/;
const DRIVER_MESSAGE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/;

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** True for an error that says nothing about the request: the database is not there at the moment. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const cause = field(field(field(error, 'meta'), 'driverAdapterError'), 'cause');
  const codes = [field(error, 'code'), field(cause, 'originalCode'), field(cause, 'code')];
  return (
    ADAPTER_KINDS.has(field(cause, 'kind')) ||
    codes.some(
      (code) => PRISMA_CODES.has(code) || (typeof code === 'string' && SQL_STATE.test(code)),
    ) ||
    DRIVER_MESSAGE.test(error.message)
  );
}
