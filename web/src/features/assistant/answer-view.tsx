'use client';

import Link from 'next/link';
import { Cell, HeadCell, NUMERIC, Table } from '@/components/ui/table';
import type { AnswerColumnKind, MessageView_MessageFragment } from '@/generated/graphql';
import { safeNext } from '@/lib/safe-next';
import { shownCell } from './shown-cell';

type Answer = NonNullable<MessageView_MessageFragment['answer']>;

const isNumeric = (kind: AnswerColumnKind | undefined): boolean =>
  kind === 'MONEY' || kind === 'PERCENT';

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

/** The figures of an answer, where to see them, and the query that gave them. */
export function AnswerView({ answer }: { readonly answer: Answer }) {
  const { columns, rows, link, query, variables } = answer;
  return (
    <>
      {rows.length > 0 ? (
        <Table aria-label="Figures of the answer">
          <thead>
            <tr>
              {columns.map(({ title, kind }) => (
                <HeadCell key={title} className={isNumeric(kind) ? NUMERIC : ''}>
                  {title}
                </HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a stored answer never move.
              <tr key={index}>
                {cells.map((cell, i) => {
                  const column = columns[i];
                  return (
                    <Cell
                      key={column?.title ?? i}
                      className={isNumeric(column?.kind) ? NUMERIC : 'break-words'}
                      title={column?.kind === 'MONEY' ? (cell ?? undefined) : undefined}
                    >
                      {shownCell(cell, column?.kind)}
                    </Cell>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2 text-sm">
        <Link href={safeNext(link)} prefetch={false} className="font-medium text-primary underline">
          Open this view in Costs
        </Link>
        <details className="min-w-0 flex-1">
          <summary className="w-fit text-muted-foreground">The query that was run</summary>
          <pre className="mt-2 max-h-80 overflow-auto rounded-md bg-muted p-3 font-mono text-xs">
            {`${query.trim()}\n\n${pretty(variables)}`}
          </pre>
        </details>
      </div>
    </>
  );
}
