import type { Parameter, Parameters } from './analytical-store';
import { quote } from './statement';

const PLACEHOLDER = /\{(\w+):([\w(), ']+)\}/g;

/**
 * Puts parameters into a statement as typed literals, as ClickHouse does with `{name:Type}`. chDB has
 * bound parameters too, but runs such queries one at a time in the whole process, whatever the session:
 * nobody could read, or cancel, during an import.
 */
export function bind(sql: string, parameters: Parameters): string {
  if (Object.keys(parameters).length === 0) return sql;
  return sql.replace(PLACEHOLDER, (_placeholder, name: string, type: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`The parameter ${name} has no value.`);
    return `CAST(${literal(value, type)}, ${quote(type)})`;
  });
}

/** Numbers travel as text like everything else: a literal of their own would be read as Float64 first. */
function literal(value: Parameter, type: string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return quote(String(value));
  const list = `[${value.map((item) => quote(String(item))).join(', ')}]`;
  // Tens of thousands of ids as a literal each take the engine several times as long to read.
  return type === 'Array(UUID)' ? quote(list) : list;
}
