import 'reflect-metadata';
import { createServiceApp } from '@ai-finops/service-kit/service-app';
import { AppModule } from './app.module';
import { readEnv } from './env';
import { ChargesStore } from './imports/charges.store';
import { serviceOptions } from './service-options';
import { prepareEmbedded } from './store/prepare-embedded';
import { acceptUploads } from './uploads/accept-uploads';

async function main(): Promise<void> {
  const env = readEnv();
  const app = await createServiceApp(AppModule.forRoot(env), serviceOptions(env));
  acceptUploads(app);
  const charges = app.get(ChargesStore, { strict: false });
  if (charges.exclusive) await prepareEmbedded(charges);
  await app.listen(env.PORT, env.HOST);
}

main().catch((error: unknown) => {
  process.stderr.write(`finops cannot start: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
