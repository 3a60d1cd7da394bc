import type { Filter, Term } from './view';
import { DIMENSIONS, FILTER_OPERATORS } from './vocabulary';

/*
 * How a view's terms and filters are written in an address, the same way as the API writes its links:
 * TERM is the name of a dimension, `tag:` and the key of a tag, or `allocatedTag:`
 * and its key; a filter is TERM:OPERATOR[:VALUE…].
 * In keys and values `%`, `:` and `,` are percent-encoded, beneath the encoding of the address itself.
 */

const escapePiece = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');

function unescapePiece(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

export function termText({ dimension, tagKey }: Term): string {
  if (tagKey === null) return dimension;
  return `${dimension === 'TAG' ? 'tag' : 'allocatedTag'}:${escapePiece(tagKey)}`;
}

/** Dimensions that a key goes with. */
const TAGS: ReadonlySet<string> = new Set(['TAG', 'ALLOCATED_TAG']);

/** Reads a term off the front of the pieces and tells how many it took. */
function takeTerm(pieces: readonly string[]): { term: Term; taken: number } | null {
  const [first, second] = pieces;
  if (first === 'tag' || first === 'allocatedTag') {
    const dimension = first === 'tag' ? 'TAG' : 'ALLOCATED_TAG';
    const tagKey = second ? unescapePiece(second) : null;
    return tagKey ? { term: { dimension, tagKey }, taken: 2 } : null;
  }
  const dimension = DIMENSIONS.find((name) => name === first && !TAGS.has(name));
  return dimension ? { term: { dimension, tagKey: null }, taken: 1 } : null;
}

export function parseTerm(text: string): Term | null {
  const pieces = text.split(':');
  const read = takeTerm(pieces);
  return read?.taken === pieces.length ? read.term : null;
}

export const termsText = (terms: readonly Term[]): string => terms.map(termText).join(',');

const MOST_TERMS = 5;

export function parseTerms(text: string): Term[] | null {
  if (text === '') return [];
  const terms = text.split(',').map(parseTerm);
  const read = terms.filter((term) => term !== null);
  return read.length === terms.length && read.length <= MOST_TERMS ? read : null;
}

export function filterText({ term, operator, values }: Filter): string {
  return [termText(term), operator, ...values.map(escapePiece)].join(':');
}

export function parseFilter(text: string): Filter | null {
  const pieces = text.split(':');
  const read = takeTerm(pieces);
  if (!read) return null;
  const operator = FILTER_OPERATORS.find((name) => name === pieces[read.taken]);
  const values = pieces.slice(read.taken + 1).map(unescapePiece);
  const readable = values.filter((value) => value !== null);
  if (!operator || readable.length < values.length || readable.includes('')) return null;
  const needsValues = operator !== 'IS_NULL' && operator !== 'IS_NOT_NULL';
  return needsValues === readable.length > 0
    ? { term: read.term, operator, values: readable }
    : null;
}
