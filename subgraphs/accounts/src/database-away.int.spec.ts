import { createServiceApp } from '@ai-finops/service-kit/service-app';
import { freePort } from '@ai-finops/testkit';
import { ask } from '../test/ask';
import { askGraph } from '../test/graph';
import { accountsEnv, SERVICE_TOKEN } from '../test/server';
import { AppModule } from './app.module';
import { serviceOptions } from './service-options';

describe('accounts without its database', () => {
  it('lives, is not ready, and answers 503 at once instead of failing', async () => {
    const env = accountsEnv(`postgresql://127.0.0.1:${await freePort()}/none`, 'silent');
    const app = await createServiceApp(AppModule.forRoot(env), serviceOptions(env));
    await app.listen(0, env.HOST);
    const url = await app.getUrl();
    expect((await ask(`GET ${url}/health`)).status).toBe(200);
    expect((await ask(`GET ${url}/health/ready`)).status).toBe(503);
    for (const path of ['/users', '/users/x', '/sessions/user/x', '/internal/revocations']) {
      const answer = await ask(`GET ${url}${path}`, { bearer: SERVICE_TOKEN });
      expect([path, answer.status, answer.body.code]).toEqual([path, 503, 'SERVICE_UNAVAILABLE']);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    const viewer = { id: 'u', role: 'USER', sessionId: 's' } as const;
    const { body } = await askGraph(url, viewer, '{ me { id } }');
    expect(body.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    expect(JSON.stringify(body)).not.toContain('prisma');
    await app.close();
  });
});
