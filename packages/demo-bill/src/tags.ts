import type { SubAccount } from './accounts';
import { mix, pick, unit } from './random';

/** How a resource's tags answer "whose is it?". */
export type Ownership = 'tagged' | 'other-spelling' | 'no-owner' | 'untagged';

export interface TagSet {
  /** JSON object text, or null. */
  readonly json: string | null;
  readonly ownership: Ownership;
  readonly team: string;
}

const APPLICATIONS = ['storefront', 'ledger', 'recommender', 'pipelines', 'portal'] as const;
const COST_CENTERS = ['cc-1100', 'cc-2087', 'cc-3110', 'cc-4420'] as const;
const SHORT_NAMES = { production: 'prod', staging: 'stg', development: 'dev' } as const;

/**
 * Tags as companies really have them: most resources carry the agreed keys, some the keys of an older
 * convention, some an empty or blank-padded value, some nothing at all. Development is worse.
 */
export function tagsOf(account: SubAccount, hash: number): TagSet {
  const team = pick(account.teams, mix(hash, 1));
  const application = pick(APPLICATIONS, mix(hash, 2));
  const costCenter = pick(COST_CENTERS, mix(hash, 3));
  const { environment } = account;
  const luck = unit(hash, 4) - (environment === 'development' ? 0.2 : 0);
  const set = (ownership: Ownership, tags: object | null): TagSet => ({
    json: tags && JSON.stringify(tags),
    ownership,
    team,
  });
  if (luck < 0.07) return set('untagged', null);
  if (luck < 0.13) return set('untagged', {});
  if (luck < 0.2) return set('no-owner', { 'created-by': 'terraform', application });
  if (luck < 0.23) return set('no-owner', { team: '', environment, application });
  if (luck < 0.33) {
    return set('other-spelling', { Team: team, Environment: environment, CostCenter: costCenter });
  }
  if (luck < 0.4) {
    return set('tagged', { team: `${team} `, env: SHORT_NAMES[environment], application });
  }
  return set('tagged', { team, environment, 'cost-center': costCenter, application });
}
