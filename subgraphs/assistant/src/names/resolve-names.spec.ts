import type { CostFilter, ValuesByDimension } from '../finops/cost-types';
import { termName } from '../language/dimension-names';
import { readQuestion } from '../language/read-question';
import { Catalogue } from './catalogue';
import { type Resolved, resolveNames } from './resolve-names';

const of = (dimension: ValuesByDimension[number]['dimension'], ...values: string[]) => ({
  dimension,
  tagKey: null,
  values: values.map((value) => ({ value, charges: 1 })),
});
const tag = (tagKey: string, ...values: string[]) => ({ ...of('TAG', ...values), tagKey });

const catalogue = new Catalogue(
  [
    of('SERVICE_PROVIDER_NAME', 'AWS', 'Microsoft', 'Google Cloud'),
    of(
      'SERVICE_NAME',
      'Amazon Elastic Compute Cloud',
      'Amazon Simple Storage Service',
      'Amazon Simple Email Service',
      'Amazon Elastic Block Store',
      'AmazonCloudWatch',
      'AWS Lambda',
      'Storage',
      'Virtual Machines',
    ),
    of('SERVICE_CATEGORY', 'Compute', 'Storage', 'AI and Machine Learning'),
    of('REGION_ID', 'eu-west-1', 'us-east-1'),
    of('REGION_NAME', 'Europe (Ireland)', 'US East (N. Virginia)'),
    of('SUB_ACCOUNT_NAME', 'sandbox', 'shop-prod', 'data-prod', 'Orion Nimbus'),
    of('CHARGE_CATEGORY', 'Usage', 'Tax', 'Credit'),
    tag('team', 'payments', 'payments ', 'R&D "Orion"', 'sandbox'),
    tag('env', 'prod', 'dev'),
    tag('cost-center', 'cc-1'),
  ],
  ['team', 'Team', 'env', 'cost-center'],
);

function resolve(question: string, spelling = false): Resolved {
  const reading = readQuestion(question, {
    today: '2026-11-23',
    knownNames: catalogue.knownNames,
  });
  if (reading.kind === 'refusal') throw new Error(`refused: ${reading.reason}`);
  const groupings = reading.kind === 'total' ? [] : reading.groupBy;
  return resolveNames(reading.names, groupings, catalogue, { parts: true, spelling });
}

function filterText({ operator, values, ...term }: CostFilter): string {
  return [termName(term), operator, ...(values.length > 0 ? [values.join('|')] : [])].join(' ');
}

describe('names in a question', () => {
  it.each([
    ['AWS cost', 'provider IN AWS'],
    ['cost on azure', 'provider IN Microsoft'],
    ['cost of GCP', 'provider IN Google Cloud'],
    ['google cloud cost', 'provider IN Google Cloud'],
    ['EC2 cost', 'service IN Amazon Elastic Compute Cloud'],
    ['s3 cost', 'service IN Amazon Simple Storage Service'],
    ['cost of EBS', 'service IN Amazon Elastic Block Store'],
    ['cost of cloudwatch', 'service IN AmazonCloudWatch'],
    ['lambda cost', 'service IN AWS Lambda'],
    ['cost of Amazon Simple Email Service', 'service IN Amazon Simple Email Service'],
    ['cost of simple email service', 'service IN Amazon Simple Email Service'],
    ['cost of AI and machine learning', 'service category IN AI and Machine Learning'],
    ['cost in eu-west-1', 'region IN eu-west-1'],
    ['cost in EU West 1', 'region IN eu-west-1'],
    ['cost in region us east 1', 'region IN us-east-1'],
    ['cost in Ireland', 'region IN Europe (Ireland)'],
    ['cost of account sandbox', 'account IN sandbox'],
    ['cost of team sandbox', 'tag team IN sandbox'],
    ['Orion Nimbus cost', 'account IN Orion Nimbus'],
    ['storage and compute cost', 'service category IN Storage|Compute'],
    ['credits last month', 'charge category IN Credit'],
    ['cost excluding tax', 'charge category NOT_IN Tax'],
    ['cost of team payments', 'tag team IN payments|payments '],
    ['cost of the payments team', 'tag team IN payments|payments '],
    ['cost tagged env=prod', 'tag env IN prod'],
    ['cost tagged prod', 'tag env IN prod'],
    ['cost in the prod environment', 'tag env IN prod'],
    ['cost of environment dev', 'tag env IN dev'],
    ['cost with cost center cc-1', 'tag cost-center IN cc-1'],
    ['cost of team R&D Orion', 'tag team IN R&D "Orion"'],
    ['cost without a team tag', 'tag team IS_NULL'],
    ['cost with tag team', 'tag team IS_NOT_NULL'],
    ['AWS and Azure cost', 'provider IN AWS|Microsoft'],
    ['aws s3 cost', 'provider IN AWS, service IN Amazon Simple Storage Service'],
    [
      's3 and ec2 cost in eu-west-1 except sandbox',
      'service IN Amazon Simple Storage Service|Amazon Elastic Compute Cloud, region IN eu-west-1, account NOT_IN sandbox',
    ],
  ])('finds in %j: %s', (question, filter) => {
    const { filter: found, unresolved } = resolve(question);
    expect({ filter: found.map(filterText).join(', '), unresolved }).toEqual({
      filter,
      unresolved: [],
    });
  });

  it.each([
    ['cost by team', 'tag team'],
    ['cost by teams', 'tag team'],
    ['cost by environment', 'tag env'],
    ['cost by cost center', 'tag cost-center'],
    ['which team spent most', 'tag team'],
    ['AWS vs Azure cost', 'provider'],
    ['cost by service and env', 'service, tag env'],
  ])('groups %j by %s', (question, groups) => {
    expect(resolve(question).groupBy.map(termName).join(', ')).toBe(groups);
  });

  it.each([
    ['cost of the flux capacitor', ['flux capacitor']],
    ['cost by galaxy', ['galaxy']],
    ['cost by tag galaxy', ['galaxy']],
    ['cost without tag galaxy', ['galaxy']],
    ['cost of region sandbox', ['sandbox']],
    ['cost tagged galaxy=far', ['far']],
    ['AWS cost of gizmos and widgets', ['gizmos', 'widgets']],
  ])('does not guess in %j', (question, unresolved) => {
    expect(resolve(question, true).unresolved).toEqual(unresolved);
  });

  it('says what else a name could be', () => {
    expect(resolve('storage cost').notes).toEqual([
      'I took “storage” as service; it is also a service category.',
    ]);
    expect(resolve('sandbox cost').notes).toEqual([
      'I took “sandbox” as account; it is also a tag team.',
    ]);
  });

  it('takes names that are compared as of one kind', () => {
    const { filter, groupBy, notes } = resolve('storage vs compute cost');
    expect(filter.map(filterText)).toEqual(['service category IN Storage|Compute']);
    expect(groupBy.map(termName)).toEqual(['service category']);
    expect(notes).toEqual(['I took “storage” as service category; it is also a service.']);
  });

  it('says which names a part of a name stands for', () => {
    const { notes, filter } = resolve('elastic cost');
    expect(filter.map(filterText)).toEqual([
      'service IN Amazon Elastic Compute Cloud|Amazon Elastic Block Store',
    ]);
    expect(notes).toEqual([
      'I took “elastic” as service “Amazon Elastic Compute Cloud” and “Amazon Elastic Block Store” (all 2).',
    ]);
  });

  it('says which tag it took when several are spelt alike', () => {
    const notes = ['I took the tag “team”; “Team” is another tag.'];
    expect(resolve('cost by team').notes).toEqual(notes);
    expect(resolve('cost by teams').notes).toEqual(notes);
  });

  it('forgives a typing error in a name only when asked to, and says so', () => {
    expect(resolve('sandbx cost').unresolved).toEqual(['sandbx']);
    const { filter, notes } = resolve('sandbx cost', true);
    expect(filter.map(filterText)).toEqual(['account IN sandbox']);
    expect(notes[0]).toBe('I read “sandbx” as account “sandbox”.');
  });

  it('lets a new name replace one of the same kind from the question before', () => {
    const reading = readQuestion('and Azure in eu-west-1?', {
      today: '2026-11-23',
      earlier: ['AWS cost in us-east-1 for team payments last month'],
      knownNames: catalogue.knownNames,
    });
    if (reading.kind === 'refusal') throw new Error('refused');
    const { filter } = resolveNames(reading.names, [], catalogue, { parts: true, spelling: false });
    expect(filter.map(filterText).sort()).toEqual([
      'provider IN Microsoft',
      'region IN eu-west-1',
      'tag team IN payments|payments ',
    ]);
  });
});
