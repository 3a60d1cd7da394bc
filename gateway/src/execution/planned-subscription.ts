import type { FetchNode } from '@apollo/query-planner';
import { subgraphOperation, variablesText } from './fetch-step';
import type { PlannedOperation } from './planned-operation';
import type { SendToSubgraph, SubgraphAnswer, SubgraphOperation, Variables } from './run';
import type { ShapedResult } from './stock-shaper';

/** A subscription made ready once: one subgraph has its events, others what hangs on the entities in them. */
export class PlannedSubscription {
  /** What the subgraph is subscribed to. */
  readonly source: SubgraphOperation;
  readonly #variableUsages: readonly string[] | undefined;

  constructor(
    primary: FetchNode,
    private readonly planned: PlannedOperation,
  ) {
    this.source = subgraphOperation(primary);
    this.#variableUsages = primary.variableUsages;
  }

  /** JSON text of the variables that the source takes. */
  sourceVariables(variables: Variables): string {
    return `${variablesText(this.#variableUsages, variables)}}`;
  }

  /** The client's answer to one event: it takes the place of what the source would be fetched for. */
  answer(event: SubgraphAnswer, variables: Variables, send: SendToSubgraph): Promise<ShapedResult> {
    return this.planned.run(variables, (operation, text) =>
      operation.kind === 'subscription' ? Promise.resolve(event) : send(operation, text),
    );
  }
}
