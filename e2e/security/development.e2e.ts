import { startPlatform } from '@ai-finops/testkit';
import { accessTokens } from './access-tokens.cases';
import { auditLog } from './audit.cases';
import { authorisation } from './authorisation.cases';
import { enumeration } from './enumeration.cases';
import { exportedFiles } from './exports.cases';
import { graphqlLimits } from './graphql-limits.cases';
import { httpEdge } from './http-edge.cases';
import { inputs } from './inputs.cases';
import { keyRotation } from './key-rotation.cases';
import { silence } from './operations.cases';
import { passwordRecovery } from './password-recovery.cases';
import { passwords } from './passwords.cases';
import { refreshTokens } from './refresh-tokens.cases';
import { subgraphDoor } from './subgraph-door.cases';
import { throttles } from './throttles.cases';
import { World } from './world';

// One start of all processes for most requirements: each case has accounts and addresses of its own.
describe('a platform under attack', () => {
  let world: World;
  beforeAll(async () => {
    const platform = await startPlatform({
      environment: {
        // Each request may then come from an address of its own, as behind a balancer.
        TRUSTED_PROXIES: '127.0.0.1',
      },
    });
    world = new World(platform);
  });
  afterAll(() => world?.platform.stop());

  const shared = (): World => world;
  passwords(shared);
  passwordRecovery(shared);
  enumeration(shared);
  throttles(shared);
  accessTokens(shared);
  authorisation(shared);
  subgraphDoor(shared);
  graphqlLimits(shared);
  httpEdge(shared);
  inputs(shared);
  exportedFiles(shared);
  auditLog(shared);
  refreshTokens(shared);
  keyRotation(shared);
  silence(shared);
});
