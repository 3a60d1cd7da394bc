import 'server-only';
import { notFound } from 'next/navigation';
import { viewer } from '@/features/auth/viewer';
import { isAdministrator } from './rights';

/** Who is signed in and administers; for everybody else there is no such page. */
export async function requireAdministrator() {
  const who = await viewer();
  if (!isAdministrator(who)) notFound();
  return who;
}
