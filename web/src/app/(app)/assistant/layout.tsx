import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { AssistantFrame } from '@/features/assistant/assistant-frame';

export const metadata: Metadata = { title: 'Assistant' };

export default function Layout({ children }: { readonly children: ReactNode }) {
  return <AssistantFrame>{children}</AssistantFrame>;
}
