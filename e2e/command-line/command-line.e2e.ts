import { startPlatform, type TestPlatform } from '@ai-finops/testkit';
import { badBills } from './bad-bills.cases';
import { exchangeRates } from './exchange-rates.cases';

// One start of all processes: each has users of its own, and bills of months of its own.
describe('by the command line', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    // What command and SDK ask is all that this gateway answers.
    platform = await startPlatform({ environment: { TRUSTED_DOCUMENTS: 'only' } });
  });
  afterAll(() => platform?.stop());

  const shared = (): TestPlatform => platform;
  badBills(shared);
  exchangeRates(shared);
});
