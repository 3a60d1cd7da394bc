/** What was taken from the budgets of viewers and of addresses: whose, and how much. */
export interface Spent {
  readonly viewers: ReadonlyArray<readonly [taker: string, cost: number]>;
  readonly addresses: ReadonlyArray<readonly [taker: string, cost: number]>;
}

/** How the processes of one gateway tell each other what was spent. What is lost on the way is counted by one fewer. */
export interface SpendingChannel {
  /** Not to be waited for, and never fails. */
  tell(spent: Spent): void;
  /** Has `heard` called with what each of the others tells. */
  listen(heard: (spent: Spent) => void): void;
  close(): void;
}
