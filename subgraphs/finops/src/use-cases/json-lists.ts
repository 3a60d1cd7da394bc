// SQL over the JSON columns of a charge.
import { decimal } from '../imports/cell-sql';
import { quote } from '../store/statement';

const TEXT_OR_OTHER = String.raw`((?:"(?:[^"\\]|\\.)*"|[^"0-9-])*)`;
const NUMBER = String.raw`(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)`;

/**
 * The JSON with its numbers as texts: the engine's parser reads them as binary floats and would lose
 * digits. One pass over texts and what is between them; the 0 at the end ends the last piece.
 */
function numbersAsText(json: string): string {
  const whole = `replaceRegexpAll(concat(ifNull(${json}, ''), '0'), ${quote(TEXT_OR_OTHER + NUMBER)}, ${quote(String.raw`\1"\2"`)})`;
  return `substring(${whole}, 1, length(${whole}) - 3)`;
}

/** Text of a property, or of a number in it; '' without one. */
function property(json: string, name: string): string {
  return `ifNull(JSONExtract(${numbersAsText(json)}, ${quote(name)}, 'Nullable(String)'), '')`;
}

/** Null unless it is a number, or a text that is one. */
export const CORE_COUNT = decimal(property('SkuPriceDetails', 'CoreCount'));

/** Null when it is blank. */
export const INSTANCE_SERIES = `if(trimBoth(${property('SkuPriceDetails', 'InstanceSeries')}) = '', NULL, ${property('SkuPriceDetails', 'InstanceSeries')})`;

const PROGRAMS = `JSONExtract(ifNull(CommitmentProgramEligibilityDetails, ''), 'CommitmentPrograms', 'Array(Tuple(ProgramType Nullable(String)))')`;

/** Each of the asked program types that the charge is eligible for, once; a program without a type is none. */
export const PROGRAM_TYPES = `arrayFilter(t -> t != '' AND has({programTypes:Array(String)}, t), arrayDistinct(arrayMap(p -> ifNull(p.1, ''), ${PROGRAMS})))`;

const ELEMENTS = `JSONExtract(${numbersAsText('ContractApplied')}, 'Elements', 'Array(Tuple(ContractCommitmentId Nullable(String), ContractCommitmentAppliedCost Nullable(String)))')`;

/** Pairs of commitment and applied cost, one for each element that names a commitment. */
const APPLICATIONS = `arrayFilter(e -> e.1 != '', arrayMap(e -> (ifNull(e.1, ''), ${decimal("ifNull(e.2, '')")}), ${ELEMENTS}))`;

/** The same with one pair a commitment: the sum of what its elements state, null when none states any. */
function onceEach(applications: string): string {
  const costs = `arrayMap(e -> toDecimal256(e.2, 12), arrayFilter(e -> e.1 = id, ${applications}))`;
  return `arrayMap(id -> (id, arrayReduce('sum', ${costs})), arrayDistinct(arrayMap(e -> e.1, ${applications})))`;
}

/** Commitments that the charge draws on. */
export const COMMITMENTS = onceEach(APPLICATIONS);

/** The same without elements that state no applied cost. */
export const COMMITMENTS_WITH_COST = onceEach(`arrayFilter(e -> isNotNull(e.2), ${APPLICATIONS})`);
