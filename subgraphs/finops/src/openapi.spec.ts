import { readFileSync } from 'node:fs';
import { OPENAPI_FILE, openApiText } from './openapi';

it('has the OpenAPI document that is checked in', async () => {
  expect(await openApiText()).toBe(readFileSync(OPENAPI_FILE, 'utf8'));
});
