import type { AskedEntities, Run, SubgraphAnswer, SubgraphOperation } from './run';

/** JSON text of the variables of an operation that asks for entities. */
export function entityVariables({ given, representations }: AskedEntities): string {
  const separator = given === '{' ? '' : ',';
  return `${given}${separator}"representations":[${representations.join(',')}]}`;
}

/** One operation with several representations, and what came of it. */
export class EntityCall {
  readonly texts: string[] = [];
  readonly answer: Promise<SubgraphAnswer>;
  #begin: (answer: Promise<SubgraphAnswer>) => void = () => undefined;

  constructor(
    private readonly operation: SubgraphOperation,
    /** JSON text of the variables besides the representations, without the closing brace. */
    private readonly given: string,
  ) {
    this.answer = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  send(run: Run): void {
    const asked = { given: this.given, representations: this.texts };
    this.#begin(run.send(this.operation, entityVariables(asked), asked));
  }
}

/** Where the answer to a representation stands. */
export interface EntityPlace {
  readonly call: EntityCall;
  readonly index: number;
}

/**
 * Fetches of a plan that ask the same of one subgraph at different places. Within one run of a query an
 * entity is asked for once among them: those that start together are sent together, and a later one gets
 * what an earlier one was told.
 */
export class EntityCalls {
  readonly #places = new Map<string, EntityPlace>();
  #next: EntityCall | undefined;

  constructor(
    private readonly operation: SubgraphOperation,
    private readonly given: string,
  ) {}

  place(text: string, run: Run): EntityPlace {
    const known = this.#places.get(text);
    if (known) return known;
    const call = this.#next ?? this.#open(run);
    const place = { call, index: call.texts.length };
    call.texts.push(text);
    this.#places.set(text, place);
    return place;
  }

  #open(run: Run): EntityCall {
    const call = new EntityCall(this.operation, this.given);
    this.#next = call;
    // What else becomes ready in this turn of the event loop goes along.
    setImmediate(() => {
      this.#next = undefined;
      call.send(run);
    });
    return call;
  }
}
