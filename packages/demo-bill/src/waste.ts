import type { Calendar } from './calendar';

export type WasteKind =
  | 'idle-nat-gateway'
  | 'idle-public-ip'
  | 'idle-load-balancer'
  | 'unattached-volume'
  | 'old-volume-type'
  | 'previous-generation'
  | 'growing-snapshots'
  | 'extended-support'
  | 'runs-at-night'
  | 'unused-commitment'
  | 'untagged-spend';

/** Resources that cost money for nothing, or more than they need to. */
export interface WastePlan {
  readonly id: string;
  readonly kind: WasteKind;
  readonly skuKey: string;
  readonly accountKey: string;
  readonly count: number;
  readonly description: string;
  /** SKU of an instance that ends when the waste begins, in the middle of the bill. */
  readonly afterInstance?: string;
}

export const WASTE_PLANS: readonly WastePlan[] = [
  {
    id: 'nat-staging',
    kind: 'idle-nat-gateway',
    skuKey: 'aws-nat-hours',
    accountKey: 'aws-staging',
    count: 2,
    description: 'NAT gateways that are paid by the hour and process no data.',
  },
  {
    id: 'ip-sandbox',
    kind: 'idle-public-ip',
    skuKey: 'aws-idle-ip',
    accountKey: 'aws-sandbox',
    count: 2,
    description: 'Public addresses attached to nothing.',
  },
  {
    id: 'ip-sandbox-ml',
    kind: 'idle-public-ip',
    skuKey: 'gcp-idle-ip',
    accountKey: 'gcp-sandbox',
    count: 1,
    description: 'A static address attached to nothing.',
  },
  {
    id: 'alb-shop',
    kind: 'idle-load-balancer',
    skuKey: 'aws-alb-hours',
    accountKey: 'aws-shop',
    count: 1,
    description: 'A load balancer without any traffic: no capacity unit rows.',
  },
  {
    id: 'volumes-data',
    kind: 'unattached-volume',
    skuKey: 'aws-gp3',
    accountKey: 'aws-data',
    count: 3,
    afterInstance: 'aws-m7i-xlarge',
    description: 'Volumes that outlived their instances.',
  },
  {
    id: 'disk-analytics',
    kind: 'unattached-volume',
    skuKey: 'azure-p20',
    accountKey: 'azure-analytics',
    count: 2,
    afterInstance: 'azure-d4s-v5',
    description: 'Disks that outlived their virtual machines.',
  },
  {
    id: 'gp2-platform',
    kind: 'old-volume-type',
    skuKey: 'aws-gp2',
    accountKey: 'aws-platform',
    count: 2,
    description: 'gp2 volumes; gp3 is a fifth cheaper.',
  },
  {
    id: 'm4-platform',
    kind: 'previous-generation',
    skuKey: 'aws-m4-xlarge',
    accountKey: 'aws-platform',
    count: 2,
    description: 'Instances of a generation with three successors.',
  },
  {
    id: 'snapshots-data',
    kind: 'growing-snapshots',
    skuKey: 'aws-snapshot',
    accountKey: 'aws-data',
    count: 1,
    description: 'Snapshots that are only ever added.',
  },
  {
    id: 'mysql-shop',
    kind: 'extended-support',
    skuKey: 'aws-rds-extended',
    accountKey: 'aws-shop',
    count: 1,
    description: 'A database past the end of standard support.',
  },
  {
    id: 'nights-dev',
    kind: 'runs-at-night',
    skuKey: 'azure-b4ms-flat',
    accountKey: 'azure-dev',
    count: 2,
    description: 'Development machines that also run at night and at weekends.',
  },
];

/** The day from which a volume is unattached. */
export const orphanedFrom = (calendar: Calendar): number => Math.floor(calendar.days * 0.55);
