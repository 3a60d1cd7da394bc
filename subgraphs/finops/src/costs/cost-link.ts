import { DEFAULT_RATES } from '../conversion/conversion';
import type { CostFilter, CostQuestion } from './cost-question';
import type { Term } from './dimensions';

/**
 * Address of a cost question in the web app, relative to its root:
 *
 *     /?metric=…&from=…&to=…[&basis=…][&group=TERM,TERM…][&granularity=…][&top=…][&filter=TERM:OPERATOR[:VALUE…]]…
 *       [&convert=CURRENCY[&rates=SOURCE][&maxAge=DAYS]]
 *
 * TERM is the name of a dimension, `tag:` and the key of a tag, or `allocatedTag:` and its key. In keys and values the characters
 * `%`, `:` and `,` are percent-encoded, and the whole is then encoded as in any URL. So a reader takes the
 * decoded parameter, splits it at `,` and `:`, and decodes each piece. What has its default is left out.
 */
export function costLink(question: CostQuestion): string {
  const { metric, period, basis, groupBy, granularity, top, filter, convertTo } = question;
  const parameters: [string, string][] = [
    ['metric', metric],
    ['from', period.from],
    ['to', period.to],
  ];
  if (basis !== 'CHARGE_PERIOD') parameters.push(['basis', basis]);
  if (groupBy.length > 0) parameters.push(['group', groupBy.map(termText).join(',')]);
  if (granularity !== 'TOTAL') parameters.push(['granularity', granularity]);
  if (top !== null) parameters.push(['top', String(top)]);
  for (const condition of filter) parameters.push(['filter', filterText(condition)]);
  if (convertTo) {
    const { currency, source, maxAgeDays } = convertTo;
    parameters.push(['convert', currency]);
    if (source !== DEFAULT_RATES.source) parameters.push(['rates', source]);
    if (maxAgeDays !== DEFAULT_RATES.maxAgeDays) parameters.push(['maxAge', String(maxAgeDays)]);
  }
  return `/?${parameters.map(([name, value]) => `${name}=${encode(value)}`).join('&')}`;
}

function termText({ dimension, tagKey }: Term): string {
  if (tagKey === null) return dimension;
  const word = dimension === 'TAG' ? 'tag' : 'allocatedTag';
  return `${word}:${escapePiece(tagKey)}`;
}

function filterText(filter: CostFilter): string {
  const values = 'values' in filter ? filter.values : [];
  return [termText(filter.term), filter.operator, ...values.map(escapePiece)].join(':');
}

function escapePiece(text: string): string {
  return text.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** As encodeURIComponent, but `:` and `,` stay readable: a query may hold them. */
function encode(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll('%3A', ':').replaceAll('%2C', ',');
}
