export { freePort, freePorts } from '../../../platform/ports.ts';
export type { ServiceName } from '../../../platform/services.ts';
export {
  createEmptyDatabase,
  createTestDatabase,
  PATIENT_POOL,
  type TestDatabase,
} from './database';
export { type HivePlatform, hiveIsThere, startWithHive } from './hive-gateway';
export { startPlatform, type TestPlatform, type TestPlatformOptions } from './platform';
export { hasRedis, type RedisServer, startRedis } from './redis';
export { S3_KEYS, type S3Server, startS3 } from './s3-server';
export { temporaryDirectory } from './temporary-directory';
