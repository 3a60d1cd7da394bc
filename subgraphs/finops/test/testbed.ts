import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPrisma } from '@ai-finops/service-kit/prisma';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { createTestDatabase, PATIENT_POOL, temporaryDirectory } from '@ai-finops/testkit';
import { Logger } from '@nestjs/common';
import { CostAccess } from '../src/access/cost-access';
import { CostScopesStore } from '../src/access/cost-scopes.store';
import { LiveBatches } from '../src/access/live-batches.store';
import { QualityChecksStore } from '../src/data-quality/quality-checks.store';
import { QualityReportsStore } from '../src/data-quality/quality-reports.store';
import { BillImporter } from '../src/imports/bill-importer';
import { ChargesStore } from '../src/imports/charges.store';
import { ImportWorker } from '../src/imports/import.worker';
import { ImportIntake } from '../src/imports/import-intake';
import { ImportQueueStore } from '../src/imports/import-queue.store';
import type { ImportView } from '../src/imports/import-view';
import { ImportWatch } from '../src/imports/import-watch';
import { ImportsService } from '../src/imports/imports.service';
import { ImportsStore } from '../src/imports/imports.store';
import { RefusedRowsStore } from '../src/imports/refused-rows.store';
import { RollupPointersStore } from '../src/rollups/rollup-pointers.store';
import { Rollups } from '../src/rollups/rollups.service';
import { RollupsStore } from '../src/rollups/rollups.store';
import type { AnalyticalStore } from '../src/store/analytical-store';
import { UploadFiles } from '../src/uploads/upload-files';
import { UploadsService } from '../src/uploads/uploads.service';
import { UploadsStore } from '../src/uploads/uploads.store';
import { suiteEngine } from './suite-engine';

// What is broken on purpose need not be reported.
Logger.overrideLogger(false);

export const admin: Viewer = { id: 'admin', role: 'ADMIN', sessionId: 'session' };
export const user: Viewer = { id: 'user', role: 'USER', sessionId: 'session' };

/** Sample bills beside the project's root; absent in a plain clone. */
export const SAMPLES = join(__dirname, '../../../../shared/finops/data');

export const samplesAreThere = existsSync(SAMPLES);

export interface Brought {
  readonly name?: string;
  readonly source?: string;
}

/** Content of files by their paths, as they lie in a folder. */
export type Folder = Readonly<Record<string, string | Buffer>>;

/** The import side of the service on a real database and a real engine, without HTTP. */
export const createTestbed = () => createTestbedOn(suiteEngine);

/** The same on a store of one's own. */
export async function createTestbedOn<Store extends AnalyticalStore>(
  openStore: (directory: string) => Store | Promise<Store>,
) {
  const directory = temporaryDirectory();
  const database = await createTestDatabase();
  const prisma = createPrisma(database.url, PATIENT_POOL);
  const store = await openStore(directory);
  const access = new CostAccess(new LiveBatches(prisma), new CostScopesStore(prisma), 'none');
  const files = new UploadFiles(join(directory, 'uploads'));
  const uploads = new UploadsService(access, files, new UploadsStore(prisma));
  const refused = new RefusedRowsStore(store);
  const charges = new ChargesStore(store, refused);
  const quality = new QualityReportsStore(prisma);
  const queue = new ImportQueueStore(prisma, quality);
  const rollups = new RollupsStore(store);
  const tendRollups = new Rollups(rollups, new RollupPointersStore(prisma));
  const newWorker = () =>
    new ImportWorker(
      queue,
      charges,
      refused,
      new BillImporter(store, charges, new QualityChecksStore(store), rollups),
      files,
      uploads,
      tendRollups,
    );
  let worker = newWorker();
  worker.onApplicationBootstrap();
  const importsStore = new ImportsStore(prisma);
  const intake = new ImportIntake(importsStore, files, worker);
  const watch = new ImportWatch(importsStore);
  const imports = new ImportsService(access, importsStore, uploads, intake, refused, watch);

  async function finished(id: string): Promise<ImportView> {
    for (;;) {
      const found = await imports.find(admin, id);
      if (found && (found.status === 'PUBLISHED' || found.status === 'FAILED')) return found;
      await sleep(25);
    }
  }

  async function begin(
    content: string | Buffer | Readable,
    { name = 'bill.csv', source = 'test' }: Brought = {},
  ) {
    const stream = content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
    const { uploadId } = await uploads.receive(admin, name, stream);
    return imports.importBill(admin, { uploadId, source });
  }

  /** Uploads the files of a folder and asks for their import together. */
  async function beginTogether(folder: Folder, source = 'test') {
    const uploadIds: string[] = [];
    for (const [path, content] of Object.entries(folder)) {
      const at = path.lastIndexOf('/');
      const stream = Readable.from([Buffer.from(content)]);
      const upload = await uploads.receive(
        admin,
        path.slice(at + 1),
        stream,
        path.slice(0, Math.max(0, at)),
      );
      uploadIds.push(upload.uploadId);
    }
    return imports.importBill(admin, { uploadIds, source });
  }

  return {
    directory,
    prisma,
    store,
    access,
    imports,
    importsStore,
    uploads,
    files,
    charges,
    quality,
    refused,
    rollups,
    tendRollups,
    cleanUp: () => worker.cleanUp(),
    begin,
    finished,
    /** Uploads and imports a bill, and waits for the end of it. */
    async bringIn(content: string | Buffer | Readable, brought: Brought = {}): Promise<ImportView> {
      return finished((await begin(content, brought)).id);
    },
    beginTogether,
    async bringInTogether(folder: Folder, source?: string): Promise<ImportView> {
      return finished((await beginTogether(folder, source)).id);
    },
    /** Imports that have charges in the store, visible or not. */
    async storedImports(): Promise<string[]> {
      const loads = await charges.importsOf(await charges.loads());
      return [...new Set(loads.map(({ importId }) => importId))];
    },
    /** Rows of `charges` that a viewer of everything sees. */
    async visible<Row extends object>(select: string, rest = ''): Promise<Row[]> {
      const { batches } = await access.scopeFor(admin);
      const sql = `SELECT ${select} FROM charges WHERE BatchId IN {batches:Array(UUID)} ${rest}`;
      return batches.length === 0 ? [] : store.query<Row>(sql, { batches });
    },
    stopWorker: () => worker.beforeApplicationShutdown(),
    startWorker() {
      worker = newWorker();
      worker.onApplicationBootstrap();
    },
    /** One more, which takes over what the other is doing, as if that had been silent; answers what stops it. */
    startAnotherWorker() {
      const other = newWorker();
      other.onApplicationBootstrap();
      return () => other.beforeApplicationShutdown();
    },
    async close() {
      await worker.beforeApplicationShutdown();
      await store.close();
      await prisma.$disconnect();
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Testbed = Awaited<ReturnType<typeof createTestbed>>;
