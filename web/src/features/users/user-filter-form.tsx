import Form from 'next/form';
import { Button } from '@/components/ui/button';
import { FilterField, Select } from '@/components/ui/field';
import type { UserFilter } from '@/generated/graphql';
import { namesOf } from '@/lib/names-of';
import { USERS_PAGE, usersAddress } from './user-filter';
import { ROLE_NAMES, STATUSES } from './vocabulary';

/** Narrows the list of users; the address keeps what was chosen. */
export function UserFilterForm({ filter }: { readonly filter: UserFilter }) {
  return (
    <Form
      action={USERS_PAGE}
      key={usersAddress(filter)}
      className="grid items-end gap-3 sm:grid-cols-[2fr_1fr_1fr_auto]"
    >
      <FilterField
        label="Part of the email or name"
        name="search"
        type="search"
        maxLength={200}
        defaultValue={filter.search ?? ''}
      />
      <Select label="Role" name="role" defaultValue={filter.role ?? ''}>
        <option value="">Any role</option>
        {namesOf(ROLE_NAMES).map((role) => (
          <option key={role} value={role}>
            {ROLE_NAMES[role]}
          </option>
        ))}
      </Select>
      <Select label="Status" name="status" defaultValue={filter.status ?? ''}>
        <option value="">All but deleted</option>
        {namesOf(STATUSES).map((status) => (
          <option key={status} value={status}>
            {STATUSES[status].name}
          </option>
        ))}
      </Select>
      <Button type="submit" variant="outline">
        Show
      </Button>
    </Form>
  );
}
