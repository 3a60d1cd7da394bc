import { createParser, parseAsStringLiteral } from 'nuqs/server';
import { isDay } from '@/lib/calendar';
import { MOST_AGE } from './conversion-choice';
import { BASES } from './vocabulary';

// Parts of addresses that several pages have; what cannot be read counts as absent.

/** A whole number of these bounds. */
export const count = (least: number, most: number) =>
  createParser({
    parse: (text) => {
      const given = /^\d{1,4}$/.test(text) ? Number(text) : -1;
      return given >= least && given <= most ? given : null;
    },
    serialize: String,
  });

const text = (isOne: (given: string) => boolean) =>
  createParser({
    parse: (given) => (isOne(given) ? given : null),
    serialize: (given: string) => given,
  });

/** Which days, and which time of a charge decides whether it is of them. */
export const periodParsers = {
  from: text(isDay),
  to: text(isDay),
  basis: parseAsStringLiteral(BASES),
};

/** In which currency amounts are shown. */
export const conversionParsers = {
  convert: text((given) => /^[A-Z]{3}$/.test(given)),
  rates: text((given) => /^[\w.-]{1,64}$/.test(given)),
  maxAge: count(0, MOST_AGE),
};

/** Why a file that was asked for just now did not come: a code of the catalogue of errors. */
export const failureParsers = { failed: text((given) => /^[A-Z_]{1,64}$/.test(given)) };
