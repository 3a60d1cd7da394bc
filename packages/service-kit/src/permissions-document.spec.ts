import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissionsDocument } from './permissions-document';

const file = join(__dirname, '../../../docs/permissions.md');

it('docs/permissions.md shows the matrix as it is (write it anew with UPDATE_DOCS=1)', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(file, permissionsDocument());
  expect(readFileSync(file, 'utf8')).toBe(permissionsDocument());
});
