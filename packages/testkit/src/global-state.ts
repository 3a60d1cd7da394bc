import type { TestServer } from './test-server';

// Jest loads set-up and teardown as separate module graphs of one process: only the global object is shared.
const shared = globalThis as { aiFinopsTestServer?: TestServer };

export function keepForTeardown(server: TestServer): void {
  shared.aiFinopsTestServer = server;
}

export const keptForTeardown = (): TestServer | undefined => shared.aiFinopsTestServer;
