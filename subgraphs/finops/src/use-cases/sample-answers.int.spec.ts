import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Decimal } from 'decimal.js';
import { admin, createTestbed, SAMPLES, samplesAreThere, type Testbed } from '../../test/testbed';
import { UseCasesService } from './use-cases.service';
import { UseCasesStore } from './use-cases.store';

interface Answer {
  readonly slug: string;
  readonly files: readonly string[];
  readonly parameters: Record<string, unknown>;
  readonly columns: readonly { name: string; type: string }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const FOLDER = join(SAMPLES, '../use-case-answers');
const names = samplesAreThere ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];

if (!samplesAreThere) {
  it('finds no sample answers beside the project, so nothing of them was tested', () => {
    process.stderr.write(`NOT TESTED: there are no sample answers at ${FOLDER}\n`);
  });
}

/** Places to which the answers state quotients. */
const RATIO = /Percentage|Rate$|PerUnit|^Average|^Esr|Discount$/;

function same(actual: unknown, expected: string | number | null, column: string): boolean {
  if (expected === null || typeof actual !== 'string' || !RATIO.test(column)) {
    return actual === expected;
  }
  return new Decimal(actual).minus(expected).abs().lte('1e-12') && !/e/i.test(actual);
}

const describeSamples = samplesAreThere ? describe : () => undefined;

describeSamples('the sample answers', () => {
  let bed: Testbed;
  let service: UseCasesService;
  const imported = new Map<string, string>();

  beforeAll(async () => {
    bed = await createTestbed();
    service = new UseCasesService(bed.access, new UseCasesStore(bed.store));
  });

  afterAll(() => bed.close());

  async function importOf(file: string): Promise<string> {
    const known = imported.get(file);
    if (known) return known;
    const name = basename(file);
    const content = readFileSync(join(SAMPLES, '..', file));
    const { id, status } = await bed.bringIn(content, { name, source: `sample ${imported.size}` });
    expect([name, status]).toEqual([name, 'PUBLISHED']);
    imported.set(file, id);
    return id;
  }

  /** Makes the charges of these files visible and no others. */
  async function show(files: readonly string[]): Promise<void> {
    const ids: string[] = [];
    for (const file of files) ids.push(await importOf(file));
    await bed.prisma.billBatch.updateMany({ data: { live: false } });
    await bed.prisma.billBatch.updateMany({
      where: { import_id: { in: ids } },
      data: { live: true },
    });
  }

  it('are the 27 that are known', () => {
    expect(names).toHaveLength(27);
  });

  it.each(names)('%s comes out, in its order', async (name) => {
    const answer = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Answer;
    await show(answer.files);
    const { slug, parameters } = answer;
    const result = await service.run(admin, { slug, parameters });
    expect(result.columns).toEqual(answer.columns);
    expect(result.truncated).toBe(false);
    expect(result.rows).toHaveLength(answer.rows.length);
    const different = result.rows.flatMap((row, at) => {
      const expected = answer.rows[at] ?? [];
      const equal = row.every((cell, index) =>
        same(cell, expected[index] ?? null, answer.columns[index]?.name ?? ''),
      );
      return equal ? [] : [{ at, row, expected }];
    });
    expect(different).toEqual([]);
  });
});
