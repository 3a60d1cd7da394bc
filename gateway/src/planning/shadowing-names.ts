import { type DocumentNode, Kind, visit } from 'graphql';

/** Names under which answers are found, with those under which clients look for them. */
export type Names = ReadonlyMap<string, string>;

/**
 * Keeps clients from naming something as the planner's own selections are named. To the planner `id: name` is the
 * same as the `id` that it needs of an entity: the client gets one for the other, or another subgraph is told what
 * the client chose. What is named so is planned under a name that nothing else has.
 */
export function withoutShadows(document: DocumentNode, selects: ReadonlySet<string>) {
  const used = new Set<string>();
  const shadows = new Set<string>();
  visit(document, {
    Field: ({ name, alias = name }) => {
      used.add(alias.value);
      if (alias.value !== name.value && selects.has(alias.value)) shadows.add(alias.value);
    },
  });
  const names = new Map<string, string>();
  for (const shadow of shadows) {
    let name = `${shadow}_of_client`;
    while (used.has(name) || selects.has(name)) name += '_';
    names.set(shadow, name);
  }
  if (names.size === 0) return { document, names };
  const renamed = visit(document, {
    Field: (field) => {
      const { name, alias = name } = field;
      const other = alias.value === name.value ? undefined : names.get(alias.value);
      return other && { ...field, alias: { kind: Kind.NAME, value: other } as const };
    },
  });
  return { document: renamed, names: new Map([...names].map(([given, name]) => [name, given])) };
}
