import { createServer } from 'node:http';
import { StartFailure } from './failure.ts';
import { checkPort, portsFrom } from './service-ports.ts';
import { serviceNamed } from './services.ts';

describe('the ports of the services', () => {
  it('are the documented ones', () => {
    expect(portsFrom({})).toEqual({
      finops: 3000,
      auth: 3001,
      accounts: 3002,
      web: 3003,
      assistant: 3004,
      gateway: 4000,
    });
  });

  it('are moved one by one by the environment', () => {
    expect(portsFrom({ GATEWAY_PORT: '4100', WEB_PORT: '' })).toMatchObject({
      gateway: 4100,
      web: 3003,
    });
  });

  it.each(['abc', '0', '70000', '1.5'])('refuse %j', (value) => {
    expect(() => portsFrom({ AUTH_PORT: value })).toThrow(
      new StartFailure(`AUTH_PORT must be a port number, not "${value}".`),
    );
  });

  it('are refused in one sentence when somebody has them', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(
      checkPort(serviceNamed('gateway'), portsFrom({ GATEWAY_PORT: String(port) })),
    ).rejects.toThrow(
      new RegExp(
        `^Port ${port}, which gateway needs, is in use by process ${process.pid} .*GATEWAY_PORT`,
      ),
    );
    server.close();
  });
});
