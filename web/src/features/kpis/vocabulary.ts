import type { Kpi } from '@/generated/graphql';
import { namesOf } from '@/lib/names-of';

interface KpiWords {
  readonly section: keyof typeof SECTION_TITLES;
  /** What it tells, in a sentence. */
  readonly meaning: string;
}

const SECTION_TITLES = {
  savings: 'Savings',
  commitments: 'Commitments',
  waste: 'Waste',
  tags: 'Tags',
  unit: 'Timing and units',
} as const;

/** Every KPI of the graph, in the order in which they are shown; a new one fails to compile here. */
const KPI_WORDS: Readonly<Record<Kpi, KpiWords>> = {
  ESR_CONTRACTED: {
    section: 'savings',
    meaning: 'What commitments save of the cost at negotiated prices.',
  },
  ESR_LIST: {
    section: 'savings',
    meaning: 'What negotiation and commitments together save of the cost at public prices.',
  },
  NEGOTIATED_SAVING: {
    section: 'savings',
    meaning: 'What negotiated prices save against public ones.',
  },
  COMMITMENT_SAVING: {
    section: 'savings',
    meaning: 'What commitments save on what they cover, less what of them nothing used.',
  },
  COMMITMENT_UTILISATION: {
    section: 'commitments',
    meaning: 'How much of the commitments was used.',
  },
  COMMITMENT_COVERAGE: {
    section: 'commitments',
    meaning: 'How much of the usage that could be covered is, by effective cost.',
  },
  COMMITMENT_COVERAGE_LIST: {
    section: 'commitments',
    meaning: 'The same at public prices, where covered usage weighs as much as any other.',
  },
  WASTE_RATE: {
    section: 'waste',
    meaning: 'How much of the cost was paid for what nothing used. Measured, not estimated.',
  },
  WASTE_UNUSED_COMMITMENT: {
    section: 'waste',
    meaning: 'What was paid for commitments that nothing used.',
  },
  WASTE_UNUSED_CAPACITY: {
    section: 'waste',
    meaning: 'What was paid for reserved capacity that nothing used.',
  },
  TAG_COVERAGE: {
    section: 'tags',
    meaning: 'How much of the cost has a value for the tag.',
  },
  TAG_COVERAGE_TAGGABLE: {
    section: 'tags',
    meaning: 'The same of usage of resources only: taxes, support and purchases cannot be tagged.',
  },
  CASH_VS_ACCRUAL: {
    section: 'unit',
    meaning: 'What was used beyond what was billed: a difference in timing, no saving.',
  },
  COST_PER_MILLION_TOKENS: {
    section: 'unit',
    meaning: 'What a million tokens of AI and machine learning cost.',
  },
};

export const meaningOf = (kpi: Kpi): string => KPI_WORDS[kpi].meaning;

/** The sections of the page with their KPIs. */
export const KPI_SECTIONS = namesOf<KpiWords['section']>(SECTION_TITLES).map((section) => ({
  section,
  title: SECTION_TITLES[section],
  kpis: namesOf<Kpi>(KPI_WORDS).filter((kpi) => KPI_WORDS[kpi].section === section),
}));

/** Terms that are no amounts of money, by their names in the graph, with what they count. */
export const UNITS: Readonly<Record<string, string>> = { Tokens: 'tokens', tokens: 'tokens' };
