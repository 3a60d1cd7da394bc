import {
  type Answered,
  type FocusUseCasesQuery,
  focusUseCases,
  type RunFocusUseCaseQuery,
  runFocusUseCase,
} from '@ai-finops/sdk';
import { clientOf, type GlobalOptions, print } from '../context';
import { saveAnswer } from '../output';
import { parametersOf } from '../parameters';
import { periodOf } from '../period';
import { formatTable } from '../table';

export interface FocusOptions extends GlobalOptions {
  readonly last?: string;
  readonly output?: string;
  readonly from?: string;
  readonly to?: string;
  readonly param: readonly string[];
}

/** Runs a case of the FOCUS use case library, or lists them. */
export async function focusCommand(slug: string | undefined, options: FocusOptions): Promise<void> {
  const client = clientOf(options);
  if (slug === undefined) {
    const { focusUseCases: cases } = await focusUseCases(client, {});
    return print(options, cases, () => listing(cases));
  }
  const { from, to } = options;
  // The graph reads moments too, and says what it cannot read.
  const period = from && to && !options.last ? { from, to } : periodOf(options, new Date());
  const parameters = { ...period, ...parametersOf(options.param) };
  if (options.output)
    return saveAnswer(options, options.output, 'focusUseCase', { slug, parameters });
  const { runFocusUseCase: result } = await runFocusUseCase(client, { slug, parameters });
  print(options, result, () => table(result));
}

function listing(cases: Answered<FocusUseCasesQuery>['focusUseCases']): string {
  const rows = cases.map(({ slug, group, parameters }) => [
    slug,
    group,
    parameters
      .filter(({ name }) => name !== 'from' && name !== 'to')
      .map(({ name, required }) => (required ? name : `[${name}]`))
      .join(' '),
  ]);
  return formatTable([{ title: 'case' }, { title: 'group' }, { title: 'parameters' }], rows);
}

const RIGHT: ReadonlySet<string> = new Set(['Decimal', 'Int']);

function table({
  columns,
  rows,
  truncated,
}: Answered<RunFocusUseCaseQuery>['runFocusUseCase']): string {
  const text = formatTable(
    columns.map(({ name, type }) => ({ title: name, right: RIGHT.has(type) })),
    rows.map((row) => row.map((cell) => (cell === null ? '(none)' : String(cell)))),
  );
  return truncated ? `${text}\n\nThere are more rows: narrow the period.` : text;
}
