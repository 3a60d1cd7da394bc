import type { LoggerService } from '@nestjs/common';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
type Level = (typeof LEVELS)[number];

/** Keys whose values never reach a log. */
const SECRET_KEY = /authorization|cookie|password|secret|token|hash/i;

/** One line of JSON for a log entry; secrets by key are left out, errors keep their cause. */
export function logLine(
  level: Level,
  service: string,
  message: unknown,
  context: string | undefined,
  fields: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify(
    { time: new Date().toISOString(), level, service, context, msg: message, ...fields },
    (key, value: unknown) => {
      if (key !== '' && SECRET_KEY.test(key)) return '[redacted]';
      if (value instanceof Error) {
        return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
      }
      return typeof value === 'bigint' ? value.toString() : value;
    },
  );
}

/** Nest's logger as structured lines on stdout. An object given before the message becomes its fields. */
export class NestLogger implements LoggerService {
  private readonly threshold: number;

  constructor(
    private readonly service: string,
    level: string,
  ) {
    const index = (LEVELS as readonly string[]).indexOf(level);
    this.threshold = index < 0 ? Number.POSITIVE_INFINITY : index;
  }

  log = (message: unknown, ...rest: unknown[]) => this.write('info', message, rest);
  warn = (message: unknown, ...rest: unknown[]) => this.write('warn', message, rest);
  error = (message: unknown, ...rest: unknown[]) => this.write('error', message, rest);
  fatal = (message: unknown, ...rest: unknown[]) => this.write('fatal', message, rest);
  debug = (message: unknown, ...rest: unknown[]) => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]) => this.write('trace', message, rest);

  private write(level: Level, first: unknown, rest: unknown[]): void {
    if (LEVELS.indexOf(level) < this.threshold) return;
    const texts = rest.filter((part) => typeof part === 'string');
    const structured = typeof first === 'object' && first !== null && !(first instanceof Error);
    const context = texts.at(-1);
    const message = structured ? texts.at(0) : first instanceof Error ? first.message : first;
    const fields = structured ? { ...first } : first instanceof Error ? { err: first } : {};
    process.stdout.write(`${logLine(level, this.service, message, context, fields)}\n`);
  }
}
