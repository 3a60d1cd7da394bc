import { defineConfig } from 'prisma/config';
import { configurePrisma } from './platform/prisma-environment.ts';

const { url } = configurePrisma();

export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
});
