import type { Metadata } from 'next';
import { Invite } from '@/features/users/invite';

export const metadata: Metadata = { title: 'Invite somebody' };

export default function Page() {
  return <Invite />;
}
