import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { generateDemoBill } from '@ai-finops/demo-bill';
import { answer, followImport, importBill, uploadBill } from '@ai-finops/sdk';
import { type TestPlatform, temporaryDirectory } from '@ai-finops/testkit';
import { type SignedIn, signedIn } from '../signed-in';

const PROGRESS = `subscription ($id: ID!) {
  importProgress(id: $id) {
    status
    rowsLoaded
    progress { bytesRead bytesTotal }
    importedBy { email }
  }
}`;

interface Progress {
  readonly importProgress: {
    readonly status: string;
    readonly rowsLoaded: number;
    readonly progress: { readonly bytesRead: number; readonly bytesTotal: number };
    readonly importedBy: { readonly email: string };
  };
}

const ROWS = 60_000;

export function subscriptions(running: () => TestPlatform): void {
  describe('subscriptions through the gateway', () => about(running));
}

function about(running: () => TestPlatform): void {
  let user: SignedIn;
  let uploadId: string;

  beforeAll(async () => {
    user = await signedIn(running());
    const { files } = await generateDemoBill({
      directory: temporaryDirectory(),
      rows: ROWS,
      seed: 5,
      months: 1,
      until: '2026-05',
      format: 'csv',
      single: true,
    });
    const file = files[0] ?? '';
    const upload = await uploadBill(user.client, basename(file), await openAsBlob(file));
    uploadId = upload.uploadId;
  });

  it('follow an import to its end, with what accounts knows of who asked for it', async () => {
    const { importBill: asked } = await importBill(user.client, { input: { uploadId } });
    const told: Progress['importProgress'][] = [];
    for await (const event of user.client.subscribe<Progress, { id: string }>(PROGRESS, {
      id: asked.id,
    })) {
      told.push(event.importProgress);
    }
    expect(told.at(-1)).toMatchObject({ status: 'PUBLISHED', rowsLoaded: ROWS });
    expect(new Set(told.map(({ importedBy }) => importedBy.email))).toEqual(new Set([user.email]));
    const read = told.map(({ progress }) => progress.bytesRead);
    expect(read).toEqual([...read].sort((a, b) => a - b));
    expect(read.at(-1)).toBe(told[0]?.progress.bytesTotal);
    const again: string[] = [];
    for await (const { status } of followImport(user.client, asked.id)) again.push(status);
    expect(again).toEqual(['PUBLISHED']);
  });

  it('tell how far an answer of the assistant is, from the bill that was imported', async () => {
    const input = { question: 'What was the billed cost in May 2026 by service?' };
    const told = [];
    for await (const event of answer(user.client, { input })) told.push(event.answer);
    expect(told.map(({ stage }) => stage)).toEqual(['READING', 'ASKING', 'ANSWERED']);
    expect(told[1]?.understanding).toBe('Billed cost for 1–31 May 2026 (UTC), by service.');
    expect(told[2]?.payload?.answer.answer?.rows.length).toBeGreaterThan(1);
  });
}
