import type { Dice } from './dice';

const SPEC = 'https://specs.apollo.dev/authenticated/v0.1';
const DEFINITION =
  'directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM';

/** A supergraph some of whose types and fields are for those who are signed in. */
export interface Demanding {
  readonly sdl: string;
  /** `Type` and `Type.field` of what nobody else may see. */
  readonly guarded: ReadonlySet<string>;
}

/** Adds @authenticated at random: to a twelfth of the types, and to a quarter of the fields. */
export function withDemands(dice: Dice, sdl: string): Demanding {
  const guarded = new Set<string>();
  let type: string | undefined;
  const lines = sdl.split('\n').map((line) => {
    const head = /^(?:type|interface) (\w+)/.exec(line)?.[1];
    if (head) {
      type = head;
      // The directives of a type stand on lines of their own, which end with its brace.
      if (['Query', 'Mutation'].includes(type) || !dice.chance(8)) return line;
      guarded.add(type);
      return line.replace(/^(\w+ \w+(?: implements [\w& ]+)?)/, '$1 @authenticated');
    }
    if (line === '}') type = undefined;
    const field = /^ {2}(\w+)(?:\(.*\))?: /.exec(line)?.[1];
    if (!type || !field || !dice.chance(25)) return line;
    guarded.add(`${type}.${field}`);
    return `${line} @authenticated`;
  });
  const linked = lines
    .join('\n')
    .replace('schema\n', `schema\n  @link(url: "${SPEC}", for: SECURITY)\n`);
  return { sdl: `${linked}\n${DEFINITION}\n`, guarded };
}
