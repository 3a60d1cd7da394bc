import { Injectable } from '@nestjs/common';
import type { NamedDimension } from '../language/dimension-names';
import type {
  Asked,
  CostResult,
  CostsInput,
  DataPeriod,
  ValueCount,
  ValuesByDimension,
} from './cost-types';
import { type Asker, FinopsClient } from './finops-client';

const RESULT = `link
    totals { amount currency }
    rows {
      bucket
      other
      charges
      keys { value }
      cost { amount currency }
    }`;

const COSTS = `query Costs($input: CostsInput!) {
  costs(input: $input) {
    ${RESULT}
  }
}`;

const COMPARISON = `query Comparison($period: CostsInput!, $baseline: CostsInput!) {
  period: costs(input: $period) {
    ${RESULT}
  }
  baseline: costs(input: $baseline) {
    ${RESULT}
  }
}`;

const COMPARISON_SO_FAR = `query ComparisonSoFar(
  $period: CostsInput!
  $baseline: CostsInput!
  $sameDays: CostsInput!
) {
  period: costs(input: $period) {
    ${RESULT}
  }
  baseline: costs(input: $baseline) {
    ${RESULT}
  }
  sameDays: costs(input: $sameDays) {
    ${RESULT}
  }
}`;

const OVERVIEW = `query Overview {
  billingPeriods { start end }
  providers: dimensionValues(dimension: SERVICE_PROVIDER_NAME, first: 1) { value charges }
  tagKeys(first: 1) { value charges }
}`;

export interface ComparisonInputs {
  readonly period: CostsInput;
  readonly baseline: CostsInput;
  /** As many first days of the baseline as the period has so far. */
  readonly sameDays: CostsInput | null;
}

export interface ComparisonResults {
  readonly period: CostResult;
  readonly baseline: CostResult;
  readonly sameDays?: CostResult;
}

/** What the viewer has: to say where data is and to suggest questions that have answers. */
export interface Overview {
  readonly billingPeriods: readonly DataPeriod[];
  readonly providers: readonly ValueCount[];
  readonly tagKeys: readonly ValueCount[];
}

/** Values of one dimension that are read to recognise a name. */
const MOST_VALUES = 1000;
const MOST_TAG_VALUES = 500;
const MOST_FOUND = 20;

/** The questions that the assistant puts to the finops service. */
@Injectable()
export class FinopsApi {
  constructor(private readonly client: FinopsClient) {}

  async costs(asker: Asker, input: CostsInput): Promise<Asked<CostResult>> {
    const data = await this.client.query<{ costs: CostResult }>(asker, COSTS, { input });
    return { query: COSTS, variables: JSON.stringify({ input }, null, 2), result: data.costs };
  }

  /** All in one request, so that both sides see the same bills. */
  async comparison(asker: Asker, inputs: ComparisonInputs): Promise<Asked<ComparisonResults>> {
    const { sameDays, ...both } = inputs;
    const query = sameDays ? COMPARISON_SO_FAR : COMPARISON;
    const variables = sameDays ? { ...both, sameDays } : both;
    const result = await this.client.query<ComparisonResults>(asker, query, variables);
    return { query, variables: JSON.stringify(variables, null, 2), result };
  }

  overview(asker: Asker): Promise<Overview> {
    return this.client.query<Overview>(asker, OVERVIEW);
  }

  /** The values of each dimension, the most frequent first. */
  async values(asker: Asker, dimensions: readonly NamedDimension[]): Promise<ValuesByDimension> {
    return (await this.names(asker, dimensions, '')).values;
  }

  /** The same with the keys of tags. */
  async valuesAndTagKeys(
    asker: Asker,
    dimensions: readonly NamedDimension[],
  ): Promise<{ values: ValuesByDimension; tagKeys: readonly string[] }> {
    return this.names(asker, dimensions, 'tagKeys(first: 100) { value charges }');
  }

  private async names(asker: Asker, dimensions: readonly NamedDimension[], more: string) {
    const fields = dimensions.map(
      (dimension) =>
        `${dimension}: dimensionValues(dimension: ${dimension}, first: ${MOST_VALUES}) { value charges }`,
    );
    const document = `query Names { ${fields.join('\n')}\n ${more} }`;
    const data = await this.client.query<Record<string, readonly ValueCount[]>>(asker, document);
    const values = dimensions.map((dimension) => ({
      dimension,
      tagKey: null,
      values: data[dimension] ?? [],
    }));
    return { values, tagKeys: (data.tagKeys ?? []).flatMap(({ value }) => value ?? []) };
  }

  async tagValues(asker: Asker, tagKeys: readonly string[]): Promise<ValuesByDimension> {
    if (tagKeys.length === 0) return [];
    const parameters = tagKeys.map((_, i) => `$key${i}: String!`).join(', ');
    const fields = tagKeys.map(
      (_, i) =>
        `values${i}: dimensionValues(dimension: TAG, tagKey: $key${i}, first: ${MOST_TAG_VALUES}) { value charges }`,
    );
    const data = await this.client.query<Record<string, readonly ValueCount[]>>(
      asker,
      `query TagValues(${parameters}) { ${fields.join('\n')} }`,
      Object.fromEntries(tagKeys.map((key, i) => [`key${i}`, key])),
    );
    return tagKeys.map((tagKey, i) => ({
      dimension: 'TAG',
      tagKey,
      values: data[`values${i}`] ?? [],
    }));
  }

  /** Resources whose id or name contains the text; there may be too many to read them all. */
  async resources(asker: Asker, search: string): Promise<ValuesByDimension> {
    const dimensions = ['RESOURCE_ID', 'RESOURCE_NAME'] as const;
    const fields = dimensions.map(
      (dimension) =>
        `${dimension}: dimensionValues(dimension: ${dimension}, search: $search, first: ${MOST_FOUND}) { value charges }`,
    );
    const data = await this.client.query<Record<string, readonly ValueCount[]>>(
      asker,
      `query Resources($search: String!) { ${fields.join('\n')} }`,
      { search },
    );
    return dimensions.map((dimension) => ({
      dimension,
      tagKey: null,
      values: data[dimension] ?? [],
    }));
  }
}
