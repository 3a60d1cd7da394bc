import type { Metadata } from 'next';
import { Profile } from '@/features/account/profile';

export const metadata: Metadata = { title: 'Your account' };

export default function Page() {
  return <Profile />;
}
