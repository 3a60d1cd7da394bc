import { createServer } from 'node:http';
import { freePorts, isFree, portOwner } from './ports.ts';

async function listening(work: (port: number) => Promise<void> | void): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    await work(address.port);
  } finally {
    server.close();
  }
}

describe('ports', () => {
  it('are picked different from each other and free', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    expect(await Promise.all(ports.map((port) => isFree(port)))).not.toContain(false);
  });

  it('are not free while somebody listens, who is named', async () => {
    await listening(async (port) => {
      expect(await isFree(port)).toBe(false);
      expect(portOwner(port)).toContain(`process ${process.pid} (`);
    });
  });

  it('belong to nobody known when nobody listens', async () => {
    const [port = 0] = await freePorts(1);
    expect(portOwner(port)).toBe('another process');
  });
});
