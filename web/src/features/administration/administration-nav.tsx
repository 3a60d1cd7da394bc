import { NavLink } from '@/features/shell/nav-link';

/** Leads between the pages of administrators. */
export function AdministrationNav() {
  return (
    <nav aria-label="Administration" className="mb-4 flex flex-wrap gap-1">
      <NavLink href="/admin/users">Users</NavLink>
      <NavLink href="/admin/sources">Sources</NavLink>
      <NavLink href="/admin/audit">Audit log</NavLink>
    </nav>
  );
}
