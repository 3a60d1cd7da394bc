import { Injectable } from '@nestjs/common';
import { AnalyticalStore } from '../store/analytical-store';

export interface StoredSpace {
  readonly charges: number;
  readonly bytesOnDisk: number;
  readonly bytesUncompressed: number;
}

/** What charges take on the disks of the engine. */
@Injectable()
export class ChargeStorageStore {
  constructor(private readonly store: AnalyticalStore) {}

  async used(): Promise<StoredSpace> {
    const [row] = await this.store.query<{ charges: string; disk: string; plain: string }>(
      `SELECT sum(rows) AS charges, sum(bytes_on_disk) AS disk, sum(data_uncompressed_bytes) AS plain
       FROM system.parts WHERE active AND database = currentDatabase() AND table = 'charges'`,
    );
    return {
      charges: Number(row?.charges ?? 0),
      bytesOnDisk: Number(row?.disk ?? 0),
      bytesUncompressed: Number(row?.plain ?? 0),
    };
  }
}
