import { passOn } from '@/lib/graph/pass-on';

export const POST = passOn;
