import Form from 'next/form';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { FilterField, Select } from '@/components/ui/field';
import { namesOf } from '@/lib/names-of';
import { AUDIT_PAGE, type AuditView, auditAddress } from './audit-filter';
import { EVENT_NAMES, OUTCOME_NAMES } from './vocabulary';

interface AuditFilterFormProps {
  readonly view: AuditView;
  /** Addresses of the accounts that the view names, where they are there. */
  readonly actor: string | undefined;
  readonly subject: string | undefined;
}

function AccountChip({ label, without }: { readonly label: string; readonly without: string }) {
  return (
    <Link
      href={without}
      prefetch={false}
      className="w-fit max-w-full break-all rounded-full bg-accent px-3 py-1 text-accent-foreground text-sm"
    >
      {label} <span aria-hidden>×</span>
      <span className="sr-only">, remove this filter</span>
    </Link>
  );
}

/** Narrows the log; the address keeps what was chosen. */
export function AuditFilterForm({ view, actor, subject }: AuditFilterFormProps) {
  return (
    <div className="grid gap-3">
      <Form
        action={AUDIT_PAGE}
        key={auditAddress(view)}
        className="grid grid-cols-2 items-end gap-3 lg:grid-cols-[2fr_1fr_1fr_1fr_auto]"
      >
        {view.actor ? <input type="hidden" name="actor" value={view.actor} /> : null}
        {view.subject ? <input type="hidden" name="subject" value={view.subject} /> : null}
        <Select label="What happened" name="event" defaultValue={view.event ?? ''}>
          <option value="">Anything</option>
          {namesOf(EVENT_NAMES).map((event) => (
            <option key={event} value={event}>
              {EVENT_NAMES[event]}
            </option>
          ))}
        </Select>
        <Select label="How it ended" name="outcome" defaultValue={view.outcome ?? ''}>
          <option value="">Done or refused</option>
          {namesOf(OUTCOME_NAMES).map((outcome) => (
            <option key={outcome} value={outcome}>
              {OUTCOME_NAMES[outcome]}
            </option>
          ))}
        </Select>
        <FilterField label="From (UTC)" name="from" type="date" defaultValue={view.from ?? ''} />
        <FilterField label="To (UTC)" name="to" type="date" defaultValue={view.to ?? ''} />
        <Button type="submit" variant="outline">
          Show
        </Button>
      </Form>
      {view.actor || view.subject ? (
        <p className="flex flex-wrap gap-2">
          {view.actor ? (
            <AccountChip
              label={`Done by ${actor ?? view.actor}`}
              without={auditAddress({ ...view, actor: undefined })}
            />
          ) : null}
          {view.subject ? (
            <AccountChip
              label={`Done to ${subject ?? view.subject}`}
              without={auditAddress({ ...view, subject: undefined })}
            />
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
