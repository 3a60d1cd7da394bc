import { NewThread } from '@/features/assistant/new-thread';
import { requireSession } from '@/lib/session/current-session';

export default async function Page() {
  await requireSession();
  return <NewThread />;
}
