import 'reflect-metadata';
import { createServiceApp } from '@ai-finops/service-kit/service-app';
import { AppModule } from './app.module';
import { readEnv } from './env';
import { serviceOptions } from './service-options';

async function main(): Promise<void> {
  const env = readEnv();
  const app = await createServiceApp(AppModule.forRoot(env), serviceOptions(env));
  await app.listen(env.PORT, env.HOST);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `assistant cannot start: ${error instanceof Error ? error.message : error}\n`,
  );
  process.exit(1);
});
