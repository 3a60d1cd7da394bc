import { type Amount, formatAmount } from './amount';
import { type Charge, columnSet, columnsOf, type FixedColumn, type FocusVersion } from './columns';
import type { Bucket } from './totals';

/** Everything that changes from row to row. `null` quantities are empty cells. */
export interface RowValues {
  readonly start: string;
  readonly end: string;
  readonly pricingQuantity: string;
  readonly consumedQuantity: string;
  readonly list: Amount;
  readonly contracted: Amount;
  readonly effective: Amount;
  readonly billed: Amount;
  /** Effective cost in the pricing currency. */
  readonly pricingEffective: Amount;
  readonly commitmentQuantity: string;
}

/** A kind of charge ready to be written: its unchanging text and the totals it counts towards. */
export interface RowTemplate {
  readonly before: string;
  readonly after: string;
  readonly bucket: Bucket;
}

/** Turns charges into CSV lines of one FOCUS version and adds them to their totals. */
export class RowFormat {
  readonly header: string;
  private readonly leading: readonly FixedColumn[];
  private readonly trailing: readonly FixedColumn[];
  private readonly hasPricingCost: boolean;
  private readonly hasCommitmentQuantity: boolean;

  constructor(readonly version: FocusVersion) {
    const { leading, varying, trailing } = columnSet(version);
    this.header = `${columnsOf(version)
      .map(({ name }) => name)
      .join(',')}\n`;
    this.leading = leading.map(({ name }) => name as FixedColumn);
    this.trailing = trailing.map(({ name }) => name as FixedColumn);
    this.hasPricingCost = varying.some(({ name }) => name === 'PricingCurrencyEffectiveCost');
    this.hasCommitmentQuantity = varying.some(({ name }) => name === 'CommitmentDiscountQuantity');
  }

  template(charge: Charge, bucket: Bucket): RowTemplate {
    const cells = (columns: readonly FixedColumn[]) =>
      columns.map((column) => cell(charge[column])).join(',');
    return { before: `${cells(this.leading)},`, after: `,${cells(this.trailing)}\n`, bucket };
  }

  line(template: RowTemplate, values: RowValues): string {
    const { list, contracted, effective, billed, pricingEffective } = values;
    const { bucket } = template;
    bucket.rows++;
    bucket.list += list;
    bucket.contracted += contracted;
    bucket.effective += effective;
    bucket.billed += billed;
    bucket.pricingEffective += pricingEffective;
    // Most rows have equal costs: format each different amount once.
    const contractedText = formatAmount(contracted);
    const listText = list === contracted ? contractedText : formatAmount(list);
    const effectiveText = effective === contracted ? contractedText : formatAmount(effective);
    const billedText = billed === effective ? effectiveText : formatAmount(billed);
    let varying = `${values.start},${values.end},${values.pricingQuantity},${values.consumedQuantity},${listText},${contractedText},${effectiveText},${billedText}`;
    if (this.hasPricingCost) {
      varying += `,${pricingEffective === effective ? effectiveText : formatAmount(pricingEffective)}`;
    }
    if (this.hasCommitmentQuantity) varying += `,${values.commitmentQuantity}`;
    return template.before + varying + template.after;
  }
}

function cell(value: string | null | undefined): string {
  if (value === null || value === undefined) return '';
  return /[",\n\r]/.test(value) || value !== value.trim()
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}
