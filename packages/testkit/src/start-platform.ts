import { env } from 'node:process';
import { startWithHive } from './hive-gateway';
import { startServices, type TestPlatform, type TestPlatformOptions } from './platform';

/**
 * All processes of the platform on free ports, with a database and a data directory of their own. With
 * `E2E_GATEWAY=hive` Hive Gateway is the gateway of every platform that is started whole.
 */
export function startPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const whole = !options.services && !options.web;
  return env.E2E_GATEWAY === 'hive' && whole ? startWithHive(options) : startServices(options);
}
