import type { Shape } from './demand';

/** One metered thing with a price; the estate has many resources of each. */
export interface Sku {
  readonly key: string;
  readonly service: string;
  readonly category: string;
  readonly subcategory: string;
  readonly meter: string;
  /** What the price is for, as in "$0.096 per Hours for <label>". */
  readonly label: string;
  readonly unit: string;
  /** Unit of consumption and how many of it are in one pricing unit; the pricing unit itself when absent. */
  readonly consumed?: readonly [unit: string, perPricingUnit: number];
  /** List price of one pricing unit in the provider's pricing currency. */
  readonly price: string;
  /** Negotiated discount in percent. */
  readonly off?: number;
  /** Share of the list price that a spot resource costs on average, in percent. */
  readonly spotPercent?: number;
  /** Pricing units a resource uses on an ordinary day. */
  readonly daily: number;
  readonly shape: Shape;
  /** Width of the day to day noise, 0.2 = ±10 %. */
  readonly noise: number;
  readonly resource: {
    readonly type: string;
    /** Placeholders: {account} {region} {zone} {name} {hex} {guid}. */
    readonly id: string;
    readonly prefix: string;
    /** SKUs of one group are metered on the same resources. */
    readonly group?: string;
  };
  readonly accounts: readonly string[];
  /** 1 to 6: how many resources compared with other SKUs. */
  readonly weight: number;
  readonly details?: Readonly<Record<string, string | number>>;
  /** Hourly rows for a part of the resources when the bill is large. */
  readonly hourly?: true;
  /** Commitment programme that could cover it. */
  readonly program?: string;
  /** Third party that sells through the provider's marketplace. */
  readonly publisher?: string;
  /** A share of a cluster that was split among its workloads (FOCUS 1.3 and later say which). */
  readonly workload?: true;
  /** Only in the estate when this anomaly is planted, from its first day. */
  readonly arrivesWith?: string;
  /** Resources are made by waste or commitments only, never by the ordinary estate. */
  readonly special?: true;
}
