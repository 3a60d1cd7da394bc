export { freePort, freePorts } from '../../../platform/ports.ts';
export type { ServiceName } from '../../../platform/services.ts';
export {
  createEmptyDatabase,
  createTestDatabase,
  PATIENT_POOL,
  type TestDatabase,
} from './database';
export { type HivePlatform, hiveIsThere, startWithHive } from './hive-gateway';
export type { TestPlatform, TestPlatformOptions } from './platform';
export { hasRedis, type RedisServer, startRedis } from './redis';
export { S3_KEYS, type S3Server, startS3 } from './s3-server';
export { startPlatform } from './start-platform';
export { temporaryDirectory } from './temporary-directory';
