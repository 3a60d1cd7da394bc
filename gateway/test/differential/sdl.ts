import type { World, WorldField, WorldInterface, WorldType } from './world';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@requires", "@provides", "@external", "@override", "@interfaceObject"])
scalar JSON
enum Colour { RED GREEN BLUE }
input Filter { like: String, max: Int }
`;

/** How a field set names a field: value types whole. */
function selected(world: World, field: WorldField): string {
  const value = world.types.find(
    ({ name, kind }) => kind === 'value' && name === field.type.replace(/[[\]!]/g, ''),
  );
  return value ? `${field.name} { ${value.fields.map(({ name }) => name).join(' ')} }` : field.name;
}

function fieldSdl(world: World, subgraph: string, field: WorldField): string {
  const { name, type, args, owners, overrides, requires, provides } = field;
  const directives = [
    owners.length > 1 ? ' @shareable' : '',
    overrides !== undefined && owners.includes(subgraph) ? ` @override(from: "${overrides}")` : '',
    requires ? ` @requires(fields: "${requires.map((r) => selected(world, r)).join(' ')}")` : '',
    provides ? ` @provides(fields: "${selected(world, provides)}")` : '',
  ];
  return `  ${name}${args}: ${type}${directives.join('')}`;
}

function typeSdl(world: World, subgraph: string, type: WorldType): string {
  const own = type.fields.filter(
    ({ owners, overrides }) => owners.includes(subgraph) || overrides === subgraph,
  );
  const known = world.interfaces.filter(
    ({ name, subgraphs }) => type.interfaces.includes(name) && subgraphs.includes(subgraph),
  );
  const implemented = known.length > 0 ? ` implements ${known.map((i) => i.name).join(' & ')}` : '';
  if (type.kind === 'value') {
    const fields = own.map(({ name, type: of }) => `  ${name}: ${of} @shareable`);
    return `type ${type.name} {\n${fields.join('\n')}\n}`;
  }
  const keys = type.keys.map((key) => ` @key(fields: "${key}")`).join('');
  const external = externalTo(world, subgraph, type).filter((field) => !own.includes(field));
  const lines = [
    ...type.keys.map((key) => `  ${key}: ${key === 'id' ? 'ID!' : 'String!'}`),
    ...own.map((field) => fieldSdl(world, subgraph, field)),
    ...external.map(({ name, type: of }) => `  ${name}: ${of} @external`),
  ];
  return `type ${type.name}${implemented}${keys} {\n${lines.join('\n')}\n}`;
}

/** Fields of a type that a subgraph names without answering them. */
function externalTo(world: World, subgraph: string, type: WorldType): WorldField[] {
  const required = type.fields
    .filter(({ owners }) => owners.includes(subgraph))
    .flatMap(({ requires = [] }) => requires);
  const all = [...world.types.flatMap(({ fields }) => fields), ...world.roots.map((r) => r.field)];
  const provided = all
    .filter(({ owners }) => owners.includes(subgraph))
    .flatMap(({ provides }) => (provides && type.fields.includes(provides) ? [provides] : []));
  return [...new Set([...required, ...provided])];
}

function interfaceSdl(subgraph: string, { name, isEntity, objectIn, added }: WorldInterface) {
  if (objectIn === subgraph) {
    const fields = added.map((field) => `  ${field.name}: ${field.type}`);
    return `type ${name} @key(fields: "id") @interfaceObject {\n  id: ID!\n${fields.join('\n')}\n}`;
  }
  return `interface ${name}${isEntity ? ' @key(fields: "id")' : ''} {\n  id: ID!\n}`;
}

/** The SDL of one subgraph of a world. */
export function subgraphSdl(world: World, subgraph: string): string {
  const parts = [HEAD];
  for (const type of world.types) {
    if (type.subgraphs.includes(subgraph)) parts.push(typeSdl(world, subgraph, type));
  }
  for (const described of world.interfaces) {
    const { name, subgraphs, objectIn } = described;
    const implemented = world.types.some(({ interfaces }) => interfaces.includes(name));
    if (implemented && (subgraphs.includes(subgraph) || objectIn === subgraph)) {
      parts.push(interfaceSdl(subgraph, described));
    }
  }
  for (const { name, members } of world.unions) {
    const all = members.every((member) =>
      world.types.some((type) => type.name === member && type.subgraphs.includes(subgraph)),
    );
    if (all) parts.push(`union ${name} = ${members.join(' | ')}`);
  }
  for (const root of ['Query', 'Mutation'] as const) {
    const fields = world.roots.filter(
      (entry) => entry.root === root && entry.field.owners.includes(subgraph),
    );
    if (fields.length === 0) continue;
    const lines = fields.map(({ field }) => fieldSdl(world, subgraph, field));
    parts.push(`type ${root} {\n${lines.join('\n')}\n}`);
  }
  return parts.join('\n\n');
}
