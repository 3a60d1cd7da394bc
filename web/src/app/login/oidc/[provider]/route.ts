import type { NextRequest } from 'next/server';
import { finishProviderLogin } from '@/features/auth/provider-login';

interface Context {
  readonly params: Promise<{ readonly provider: string }>;
}

export async function GET(request: NextRequest, { params }: Context): Promise<never> {
  const { provider } = await params;
  return finishProviderLogin(provider, request.nextUrl.search.slice(1));
}
