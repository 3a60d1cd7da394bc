import { readFileSync } from 'node:fs';
import { OPENAPI_FILE, openApi } from './openapi';

it('has the OpenAPI document that is checked in', async () => {
  expect(await openApi()).toBe(readFileSync(OPENAPI_FILE, 'utf8'));
});
