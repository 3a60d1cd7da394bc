import type {
  FetchDataKeyRenamer,
  FetchNode,
  ParallelNode,
  PlanNode,
  QueryPlan,
  QueryPlanSelectionNode,
} from '@apollo/query-planner';
import { type FieldNode, Kind, visit } from 'graphql';
import { type FetchedField, fetchedFields, fetchOf, parsed, textOf } from './fetched-fields';
import type { PlannerSupergraph } from './planner-supergraph';

/** Fields that one fetch can ask for together, with what they need. */
interface Group {
  readonly condition: string;
  readonly fields: FetchedField[];
  readonly needs: Set<string>;
}

/**
 * Turns plans of the planner into plans for the subgraphs.
 *
 * - A field that stands for a required call is called, and its answer kept under that name; to whom it is required
 *   for, it is told by the field's own. A fetch that would have to tell two answers under one name becomes two.
 * - What a field with @skip or @include requires is fetched on the same condition. It must not be missed by fields
 *   that are asked anyway, so those are asked by another fetch.
 */
export class RequiredInputs {
  constructor(private readonly supergraph: PlannerSupergraph) {}

  planned(plan: QueryPlan): QueryPlan {
    const { node } = plan;
    if (!node) return plan;
    if (node.kind !== 'Subscription') return { ...plan, node: this.#node(node) };
    const rest = node.rest && this.#node(node.rest);
    return {
      ...plan,
      node: { ...node, primary: this.#calling(node.primary), ...(rest ? { rest } : {}) },
    };
  }

  #node(node: PlanNode): PlanNode {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map((child) => this.#node(child)) };
      case 'Flatten':
        return { ...node, node: this.#node(node.node) };
      case 'Condition': {
        const ifClause = node.ifClause && this.#node(node.ifClause);
        const elseClause = node.elseClause && this.#node(node.elseClause);
        return {
          ...node,
          ...(ifClause ? { ifClause } : {}),
          ...(elseClause ? { elseClause } : {}),
        };
      }
      case 'Fetch':
        return this.#fetch(node);
      default:
        return node;
    }
  }

  #fetch(node: FetchNode): FetchNode | ParallelNode {
    const { requires } = node;
    if (!requires) return this.#calling(node);
    const renamers = this.#renamers(requires);
    const conditional = node.operation.includes('@');
    if (renamers.length === 0 && !conditional) return this.#calling(node);
    const document = parsed(node.operation);
    const groups = this.#groups(node.serviceName, fetchedFields(document));
    const fetches = groups.map((group) => {
      const fetch = groups.length === 1 ? node : fetchOf(node, document, group.fields);
      const others = groups.filter((other) => other !== group).flatMap(({ needs }) => [...needs]);
      const out = new Set(others.filter((path) => !group.needs.has(path)));
      return this.#telling(this.#calling(fetch), without(requires, out));
    });
    const [only] = fetches;
    return only && fetches.length === 1 ? only : { kind: 'Parallel', nodes: fetches };
  }

  /** The same fetch, with calls for the fields that stand for them. */
  #calling(node: FetchNode): FetchNode {
    const { calls } = this.supergraph;
    if (![...calls.keys()].some((name) => node.operation.includes(name))) return node;
    const operation = visit(parsed(node.operation), {
      Field: (field): FieldNode | undefined => {
        const call = calls.get(field.name.value);
        if (!call) return undefined;
        const name = { kind: Kind.NAME, value: call.field } as const;
        return { ...field, alias: field.alias ?? field.name, name, arguments: call.arguments };
      },
    });
    return { ...node, operation: textOf(operation) };
  }

  /** The fetch with these inputs, each under the name that the subgraph knows. */
  #telling(node: FetchNode, requires: QueryPlanSelectionNode[]): FetchNode {
    const renamers = this.#renamers(requires);
    if (renamers.length === 0) return { ...node, requires };
    // Before any other: those set the type that paths go by.
    return { ...node, requires, inputRewrites: [...renamers, ...(node.inputRewrites ?? [])] };
  }

  #renamers(
    requires: readonly QueryPlanSelectionNode[],
    path: readonly string[] = [],
  ): readonly FetchDataKeyRenamer[] {
    return requires.flatMap((selection) => {
      const own = [...path, ...stepOf(selection)];
      // What is within is renamed before the way to it is.
      const below = this.#renamers(selection.selections ?? [], own);
      const call = selection.kind === 'Field' && this.supergraph.calls.get(selection.name);
      return call ? [...below, { kind: 'KeyRenamer', path: own, renameKeyTo: call.field }] : below;
    });
  }

  /** As few as it takes for each field to get what it needs, and to miss nothing that others need. */
  #groups(subgraph: string, fields: readonly FetchedField[]): readonly Group[] {
    const groups: Group[] = [];
    for (const field of fields) {
      const needs = this.supergraph.needs.get(`${subgraph} ${field.type}.${field.node.name.value}`);
      const condition = needs?.size ? field.condition : '';
      let group = groups.find(
        (one) => one.condition === condition && this.#agree(one.needs, needs ?? []),
      );
      if (!group) {
        group = { condition, fields: [], needs: new Set() };
        groups.push(group);
      }
      group.fields.push(field);
      for (const path of needs ?? []) group.needs.add(path);
    }
    return groups;
  }

  /** Whether no two of these inputs would be told at the same place. */
  #agree(some: ReadonlySet<string>, others: Iterable<string>): boolean {
    const places = new Map([...some].map((path) => [this.#placeOf(path), path]));
    return [...others].every((path) => (places.get(this.#placeOf(path)) ?? path) === path);
  }

  /** Where a subgraph expects an input. */
  #placeOf(path: string): string {
    const steps = path.split('.');
    return steps.map((step) => this.supergraph.calls.get(step)?.field ?? step).join('.');
  }
}

function stepOf(selection: QueryPlanSelectionNode): readonly string[] {
  if (selection.kind === 'Field') return [selection.name];
  return selection.typeCondition ? [`... on ${selection.typeCondition}`] : [];
}

/** The inputs but for those at these paths, and but for objects of which nothing else is needed. */
function without(
  requires: readonly QueryPlanSelectionNode[],
  out: ReadonlySet<string>,
  prefix = '',
): QueryPlanSelectionNode[] {
  return requires.flatMap((selection): QueryPlanSelectionNode[] => {
    const path = selection.kind === 'Field' ? `${prefix}${selection.name}` : prefix;
    if (!selection.selections) return out.has(path) ? [] : [selection];
    const below = selection.kind === 'Field' ? `${path}.` : prefix;
    const selections = without(selection.selections, out, below);
    return selections.length > 0 ? [{ ...selection, selections }] : [];
  });
}
