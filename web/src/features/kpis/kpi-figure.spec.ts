import type { KpiValueFragment } from '@/generated/graphql';
import { shownChange, shownTerm, shownValue, unknownReason } from './kpi-figure';

const term = (name: string, value: string | null) => ({ name, value });
const utilisation: KpiValueFragment = {
  kpi: 'COMMITMENT_UTILISATION',
  title: 'Commitment utilisation',
  unit: 'RATIO',
  value: null,
  numerator: term('Used commitment', '0'),
  denominator: term('Used and unused commitment', '0'),
  formula: 'usedCommitment / (usedCommitment + unusedCommitmentUsage)',
  inputs: [term('usedCommitment', '0'), term('unusedCommitmentUsage', '0')],
};

describe('the figure of a KPI', () => {
  it('is a share, or an amount beside its currency', () => {
    expect(shownValue('0.123456789012345678', 'RATIO', 'USD')).toBe('12.3\u202f%');
    expect(shownValue('-0.0505', 'RATIO', 'USD')).toBe('−5.1\u202f%');
    expect(shownValue('-0.00034', 'RATIO', 'USD')).toBe('−0.034\u202f%');
    expect(shownValue('0', 'RATIO', 'USD')).toBe('0.0\u202f%');
    expect(shownValue('1234.5', 'MONEY', 'EUR')).toBe('1,234.50 EUR');
    expect(shownTerm('List cost', '3', 'USD')).toBe('3.00 USD');
    expect(shownTerm('Tokens', '3000', 'USD')).toBe('3,000 tokens');
    expect(shownTerm('List cost', null, 'USD')).toBe('no value');
  });

  it('changes by points where it is a share, by percents where it is an amount', () => {
    expect(shownChange({ unit: 'RATIO', value: '0.25' }, '0.2')).toBe('+5.0 points');
    expect(shownChange({ unit: 'RATIO', value: '0.2' }, '0.25')).toBe('−5.0 points');
    expect(shownChange({ unit: 'RATIO', value: '0.2' }, '0.2')).toBe('0.0 points');
    expect(shownChange({ unit: 'MONEY', value: '11' }, '10')).toBe('+10.0\u202f%');
    expect(shownChange({ unit: 'MONEY', value: '11' }, '0')).toBeNull();
    expect(shownChange({ unit: 'RATIO', value: null }, '0.2')).toBeNull();
    expect(shownChange({ unit: 'RATIO', value: '0.2' }, null)).toBeNull();
  });

  it('that is unknown says why', () => {
    expect(unknownReason(utilisation)).toBe(
      'Used and unused commitment: there is none in the period, so there is nothing to measure it by.',
    );
    const inputs = [term('listCost', null), term('effectiveCost', '3')];
    expect(unknownReason({ ...utilisation, inputs })).toBe(
      'No charge of the period has a value for listCost.',
    );
    const denominator = term('List cost', null);
    expect(unknownReason({ ...utilisation, denominator })).toBe(
      'The bills of the period do not say used commitment.',
    );
  });
});
