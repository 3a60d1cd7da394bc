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
    const [row] = await this.store.query<{ charges: string; disk: string; plain: string }>(
      `SELECT sumIf(rows, table = 'charges') AS charges, sum(bytes_on_disk) AS disk,
         sum(data_uncompressed_bytes) AS plain
       FROM system.parts
       WHERE active AND database = currentDatabase() AND table IN ('charges', '${DAILY_COSTS}')`,
    );
    return {
      charges: Number(row?.charges ?? 0),
      bytesOnDisk: Number(row?.disk ?? 0),
      bytesUncompressed: Number(row?.plain ?? 0),
    };
  }
}
