import { Injectable } from '@nestjs/common';
import { ROLLUPS } from '../rollups/rollup-tables';
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
    const rollups = ROLLUPS.map(
      ({ table }) =>
        `UNION ALL SELECT 0, bytes_on_disk, data_uncompressed_bytes ${layout.partsOf(table)}`,
    );
    const [row] = await this.store.query<{ charges: string; disk: string; plain: string }>(
      `SELECT sum(charges) AS charges, sum(disk) AS disk, sum(plain) AS plain FROM
       (
         SELECT rows AS charges, bytes_on_disk AS disk, data_uncompressed_bytes AS plain
         ${layout.partsOf('charges')}
         ${rollups.join('\n         ')}
       )`,
    );
    return {
      charges: Number(row?.charges ?? 0),
      bytesOnDisk: Number(row?.disk ?? 0),
      bytesUncompressed: Number(row?.plain ?? 0),
    };
  }
}
