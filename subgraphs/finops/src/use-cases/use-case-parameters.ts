import { AppError } from '@ai-finops/service-kit/errors';
import type { Parameter } from '../store/analytical-store';
import { columnsOf, type UseCase, type UseCaseParameter } from './use-case';

/** Every case takes them, both required. `to` is not included. */
const PERIOD = [
  { name: 'from', type: 'DateTime', fallback: undefined },
  { name: 'to', type: 'DateTime', fallback: undefined },
] as const;

/** Values for the placeholders of a case, all checked. */
export type Values = Readonly<Record<string, Parameter>>;

/** Parameters of a case, `from` and `to` first. */
export function parametersOf({ parameters = [] }: UseCase) {
  return [...PERIOD, ...parameters];
}

/**
 * Checks what a caller gave; null and left out are the same. Times come back as the engine takes them.
 * Error VALIDATION_FAILED names the first field at fault.
 */
export function valuesOf(useCase: UseCase, given: unknown): Values {
  const parameters = parametersOf(useCase);
  const values = new Map(Object.entries(objectOf(given)));
  for (const name of values.keys()) {
    if (!parameters.some((parameter) => parameter.name === name)) {
      const known = parameters.map((parameter) => parameter.name).join(', ');
      refuse(name, `is no parameter of ${useCase.slug}, which has ${known}`);
    }
  }
  const from = secondOf('from', values.get('from'));
  const to = secondOf('to', values.get('to'));
  if (to <= from) refuse('to', 'must be after from');
  const others = (useCase.parameters ?? []).map((parameter) => [
    parameter.name,
    checkedValue(parameter, values.get(parameter.name)),
  ]);
  return { from: engineTime(from), to: engineTime(to), ...Object.fromEntries(others) };
}

function objectOf(given: unknown): object {
  if (given === null || given === undefined) return {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    return refuse('parameters', 'must be an object of names and values');
  }
  return given;
}

function checkedValue(parameter: UseCaseParameter, value: unknown): Parameter {
  const { name, type, fallback } = parameter;
  if (value === null || value === undefined) {
    return fallback === undefined ? refuse(name, 'is required') : fallback;
  }
  switch (type) {
    case 'String':
      return typeof value === 'string' ? value : refuse(name, 'must be a text');
    case '[String]':
      return isTexts(value) ? value : refuse(name, 'must be a list of texts');
    case 'Int':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
        ? value
        : refuse(name, 'must be a whole number from 1');
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

const TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Seconds since 1970 of a day or a time, without zone in UTC. Charges have whole seconds: a bound between
 * two of them bounds the same charges as the later one.
 */
function secondOf(field: string, value: unknown): number {
  if (value === null || value === undefined) return refuse(field, 'is required');
  return (
    (typeof value === 'string' ? parsedSecond(value) : undefined) ??
    refuse(field, 'must be a day or a time, such as 2026-05-01 or 2026-05-01T12:00:00Z')
  );
}

function parsedSecond(text: string): number | undefined {
  const match = TIME.exec(text.trim());
  const [, date = '', clock = '00:00', seconds = ':00', zone = 'Z'] = match ?? [];
  const day = Date.parse(`${date}T00:00:00Z`);
  // Date.parse would take 30 February for 2 March and 24:00 for the next day.
  if (!match || Number.isNaN(day) || !new Date(day).toISOString().startsWith(date))
    return undefined;
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const offset = sign ? `${sign}${hours}:${minutes}` : 'Z';
  const [whole = '', fraction = ''] = seconds.split('.');
  const moment = Date.parse(`${date}T${clock}${whole}${offset}`);
  if (clock >= '24' || Number.isNaN(moment)) return undefined;
  return moment / 1000 + (Number(fraction) > 0 ? 1 : 0);
}

/** The engine's times reach from 1970 to February 2106, and no charge lies outside. */
const LAST_SECOND = 2 ** 32 - 1;

function engineTime(second: number): string {
  const held = new Date(Math.min(Math.max(second, 0), LAST_SECOND) * 1000);
  return held.toISOString().slice(0, 19).replace('T', ' ');
}

/** Columns that a case's answer has, for the catalogue. */
export function columnTypes(useCase: UseCase) {
  return columnsOf(useCase).map(({ name, type }) => ({ name, type }));
}

function refuse(field: string, what: string): never {
  throw new AppError('VALIDATION_FAILED', `${field} ${what}.`, { field });
}
