/** What people say for names that bills spell differently, as comparable names. Names that stand in the data win. */
const ALIASES: Readonly<Record<string, string>> = {
  'aws, amazon, amazon web services': 'aws, amazon web services, amazon web services inc, amazon',
  'azure, microsoft azure, ms azure, microsoft':
    'microsoft, azure, microsoft azure, microsoft corporation',
  'gcp, google, google cloud, google cloud platform':
    'google cloud, google cloud platform, gcp, google',
  'oci, oracle, oracle cloud': 'oracle, oracle cloud, oci, oracle cloud infrastructure',
  ec2: 'elastic compute cloud',
  s3: 'simple storage service',
  'elb, load balancer, load balancers': 'elastic load balancing',
  eks: 'elastic kubernetes service, elastic container service for kubernetes',
  'ddb, dynamo': 'dynamodb',
  'bq, big query': 'bigquery',
  gke: 'kubernetes engine, google kubernetes engine',
  gce: 'compute engine, google compute engine',
  gcs: 'cloud storage, google cloud storage',
  'vm, vms, virtual machine': 'virtual machines',
  'cosmos, cosmosdb': 'azure cosmos db, cosmos db',
  pubsub: 'cloud pub sub, pub sub',
  'ai, ml, ai ml, machine learning': 'ai and machine learning, machine learning',
  'db, database, databases': 'databases',
  'refund, refunds, correction, corrections': 'adjustment',
};

const TARGETS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(ALIASES).flatMap(([aliases, targets]) =>
    aliases.split(', ').map((alias) => [alias, targets.split(', ')] as const),
  ),
);

/** Comparable names that an alias may stand for. */
export function aliasTargets(form: string): readonly string[] {
  return TARGETS.get(form) ?? [];
}

/** Keys of tags that mean the same. */
const SAME_KEYS = [
  ['env', 'environment', 'stage'],
  ['app', 'application'],
  ['cost center', 'cost centre', 'costcenter', 'costcentre'],
  ['team', 'squad'],
  ['owner', 'owned by'],
];

export function sameKeys(form: string): readonly string[] {
  return SAME_KEYS.find((keys) => keys.includes(form)) ?? [form];
}
