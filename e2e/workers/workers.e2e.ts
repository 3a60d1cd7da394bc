import { startPlatform, type TestPlatform } from '@ai-finops/testkit';
import { caching } from './caching.cases';
import { subscriptions } from './subscriptions.cases';

// One start of all processes: each has users of its own, and bills of months of its own.
describe('a gateway of two workers', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ environment: { GATEWAY_WORKERS: '2' } });
  });
  afterAll(() => platform?.stop());

  const shared = (): TestPlatform => platform;
  subscriptions(shared);
  caching(shared);
});
