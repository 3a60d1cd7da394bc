import { startPlatform } from '@ai-finops/testkit';
import { graphqlSecrecy } from './graphql-limits.cases';
import { configuration, exposure, silence } from './operations.cases';
import { pages } from './pages.cases';
import { spoofedAddresses } from './throttles.cases';
import { World } from './world';

describe('a platform in production', () => {
  let world: World;
  beforeAll(async () => {
    const platform = await startPlatform({
      web: true,
      // Passwords cost what they do by default.
      environment: { NODE_ENV: 'production', BCRYPT_COST: '' },
    });
    world = new World(platform);
  });
  afterAll(() => world?.platform.stop());

  const shared = (): World => world;
  configuration();
  exposure(shared);
  graphqlSecrecy(shared);
  pages(shared);
  spoofedAddresses(shared);
  silence(shared);
});
