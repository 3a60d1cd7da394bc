import { startPlatform, type TestPlatform } from '@ai-finops/testkit';
import { apiKeys } from './api-keys.cases';
import { boundaries } from './boundaries.cases';
import { federation } from './federation.cases';

// One start of all processes: each has users of its own, and bills of months of its own.
describe('the graph', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform?.stop());

  const shared = (): TestPlatform => platform;
  boundaries(shared);
  apiKeys(shared);
  federation(shared);
});
