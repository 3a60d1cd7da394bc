import type { ImportsPanel_ImportFragment } from '@/generated/graphql';

interface ImportQualityProps {
  readonly quality: NonNullable<ImportsPanel_ImportFragment['quality']>;
}

/** What a bill keeps of the requirements of FOCUS, with those that it breaks. */
export function ImportQuality({ quality }: ImportQualityProps) {
  const { passed, failed, warned, checks } = quality;
  const summary = `FOCUS quality: ${passed} kept, ${failed} broken, ${warned} to look at`;
  if (checks.length === 0) return <p className="text-muted-foreground">{summary}</p>;
  return (
    <details>
      <summary className="w-fit text-primary">{summary}</summary>
      <ul className="mt-1 grid gap-1 border-border border-l-2 pl-3">
        {checks.map(({ id, status, requirement, reference, rows, firstRows, file }) => (
          <li key={id}>
            <span className={status === 'FAILED' ? 'text-danger' : ''}>{requirement}</span>{' '}
            <span className="text-muted-foreground">
              ({reference}
              {rows > 0 ? `, ${rows.toLocaleString('en-US')} rows` : ''}
              {file ? ` of ${file}` : ''}
              {firstRows.length > 0 ? `, first: ${firstRows.join(', ')}` : ''})
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
