import { NavLink } from '@/features/shell/nav-link';

/** Leads between the pages of one's own account. */
export function AccountNav() {
  return (
    <nav aria-label="Account" className="mb-4 flex flex-wrap gap-1">
      <NavLink href="/account" exact>
        Profile
      </NavLink>
      <NavLink href="/account/sessions">Sessions</NavLink>
    </nav>
  );
}
