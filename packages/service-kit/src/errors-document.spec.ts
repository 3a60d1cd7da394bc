import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsDocument } from './errors-document';

const file = join(__dirname, '../../../docs/errors.md');

it('docs/errors.md lists the catalogue as it is (write it anew with UPDATE_DOCS=1)', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(file, errorsDocument());
  expect(readFileSync(file, 'utf8')).toBe(errorsDocument());
});
