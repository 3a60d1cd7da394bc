import type { CostFilterInput, Dimension, GroupByInput } from '@ai-finops/sdk';
import { CliError } from './cli-error';

/** Short names for the dimensions that people ask for most; every FOCUS dimension works by its own name too. */
const SHORT_NAMES: Readonly<Record<string, Dimension>> = {
  account: 'BILLING_ACCOUNT_NAME',
  category: 'SERVICE_CATEGORY',
  charge: 'CHARGE_CATEGORY',
  commitment: 'COMMITMENT_DISCOUNT_ID',
  currency: 'BILLING_CURRENCY',
  provider: 'SERVICE_PROVIDER_NAME',
  region: 'REGION_NAME',
  resource: 'RESOURCE_ID',
  service: 'SERVICE_NAME',
  sku: 'SKU_ID',
  subaccount: 'SUB_ACCOUNT_NAME',
  subcategory: 'SERVICE_SUBCATEGORY',
};

/** `service`, `ServiceName`, `SERVICE_NAME` or `tag:team`, as the graph takes it. */
export function groupOf(name: string): GroupByInput {
  if (name.startsWith('tag:')) {
    const tagKey = name.slice('tag:'.length);
    if (!tagKey) throw new CliError('Write the key after tag:, such as tag:team.');
    return { dimension: 'TAG', tagKey };
  }
  const short = SHORT_NAMES[name.toLowerCase()];
  if (short) return { dimension: short };
  const full = name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
  if (!/^[A-Z_]+$/.test(full)) {
    throw new CliError(
      `"${name}" is no dimension. Short names: ${Object.keys(SHORT_NAMES).join(', ')}, tag:<key>.`,
    );
  }
  // The graph knows the whole list and says so when this is not in it.
  return { dimension: full as Dimension };
}

/** `service=Amazon EC2,Amazon S3`, `region!=eu-west-1`, `tag:team=` (no value), as the graph takes it. */
export function filterOf(text: string): CostFilterInput {
  const match = /^(.+?)(!?=|~)(.*)$/s.exec(text);
  if (!match?.[1]) {
    throw new CliError(
      `--where ${text}: write dimension=value, dimension!=value or dimension~text.`,
    );
  }
  const [, name, sign, rest = ''] = match;
  const values = rest.split(',').filter((value) => value !== '');
  const group = groupOf(name);
  if (values.length === 0) {
    return { ...group, operator: sign === '!=' ? 'IS_NOT_NULL' : 'IS_NULL' };
  }
  const operator = sign === '~' ? 'CONTAINS' : sign === '!=' ? 'NOT_IN' : 'IN';
  return { ...group, operator, values };
}
