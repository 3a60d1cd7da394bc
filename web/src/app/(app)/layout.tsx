import type { ReactNode } from 'react';
import { AppShell } from '@/features/shell/app-shell';

export default function Layout({ children }: { readonly children: ReactNode }) {
  return <AppShell>{children}</AppShell>;
}
