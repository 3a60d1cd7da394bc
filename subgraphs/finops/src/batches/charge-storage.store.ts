import { Injectable } from '@nestjs/common';
import { DAILY_COSTS } from '../rollups/daily-costs-table';
import { AnalyticalStore } from '../store/analytical-store';

export interface StoredSpace {
  readonly charges: number;
  readonly bytesOnDisk: number;
  readonly bytesUncompressed: number;
}

/** What charges and their rollups take on the disks of the engine. */
@Injectable()
export class ChargeStorageStore {
  constructor(private readonly store: AnalyticalStore) {}

  async used(): Promise<StoredSpace> {
    const { layout } = this.store;
    const [row] = await this.store.query<{ charges: string; disk: string; plain: string }>(
      `SELECT sum(charges) AS charges, sum(disk) AS disk, sum(plain) AS plain FROM
       (
         SELECT rows AS charges, bytes_on_disk AS disk, data_uncompressed_bytes AS plain
         ${layout.partsOf('charges')}
         UNION ALL
         SELECT 0, bytes_on_disk, data_uncompressed_bytes ${layout.partsOf(DAILY_COSTS)}
       )`,
    );
    return {
      charges: Number(row?.charges ?? 0),
      bytesOnDisk: Number(row?.disk ?? 0),
      bytesUncompressed: Number(row?.plain ?? 0),
    };
  }
}
