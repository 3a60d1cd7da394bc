/** What the service asks of the engine's process, one message each. */
export type EngineRequest =
  | { readonly type: 'run'; readonly id: number; readonly sql: string }
  /** `mark` is the query's `log_comment`, by which it is found inside the engine: digits and a dash. */
  | { readonly type: 'cancel'; readonly id: number; readonly mark: string }
  | { readonly type: 'close' };

/** What the engine's process says. */
export type EngineReply =
  | { readonly type: 'ready' }
  /** The engine cannot run here; the process ends. */
  | { readonly type: 'unusable'; readonly reason: string }
  /** Whole lines of an answer that is too long for one message; the next follow, and the last come with `done`. */
  | { readonly type: 'part'; readonly id: number; readonly text: string }
  | { readonly type: 'done'; readonly id: number; readonly text: string }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly engineCode: number | null;
      readonly message: string;
    };
