import type { Unit } from './days';
import type { Item } from './items';
import type { TimePhrase } from './period-phrases';
import type { GroupDimension, Grouping, Metric, Name, NameHint, RefusalReason } from './question';

/** What the items of a question say, before deciding what kind of question they make. */
export interface Draft {
  cost: boolean;
  metric: Metric | null;
  times: TimePhrase[];
  groups: Grouping[];
  breakdown: boolean;
  names: Name[];
  /** Two names stand side by side, joined by "and" or "against". */
  joinedNames: boolean;
  granularity: Unit | 'ANY' | null;
  top: 'largest' | 'smallest' | null;
  count: number | null;
  compare: boolean;
  versus: boolean;
  repeated: Unit | null;
  changes: ('up' | 'down' | null)[];
  why: boolean;
  refused: RefusalReason[];
}

export function draftOf(items: readonly Item[]): Draft {
  return new Drafting(items).run();
}

type WordsItem = Extract<Item, { kind: 'words' }>;

class Drafting {
  private at = 0;
  /** A "by" waits for what to group by. */
  private by = false;
  /** What a list goes on with after "and" or a comma. */
  private list: 'group' | 'name' | null = null;
  private joint: 'and' | 'versus' | null = null;
  private excluding = false;
  private hint: NameHint | null = null;
  private readonly draft: Draft = {
    cost: false,
    metric: null,
    times: [],
    groups: [],
    breakdown: false,
    names: [],
    joinedNames: false,
    granularity: null,
    top: null,
    count: null,
    compare: false,
    versus: false,
    repeated: null,
    changes: [],
    why: false,
    refused: [],
  };

  constructor(private readonly items: readonly Item[]) {}

  run(): Draft {
    while (this.at < this.items.length) {
      const item = this.items[this.at];
      this.at += 1;
      if (item) this.take(item);
    }
    return this.draft;
  }

  private take(item: Item): void {
    const { draft } = this;
    switch (item.kind) {
      case 'noise':
      case 'equals':
        return;
      case 'and':
        this.joint = 'and';
        return;
      case 'words':
        this.takeWords(item);
        return;
      case 'group':
        this.takeGroup(item);
        return;
      case 'count':
        this.takeCount(item);
        return;
      case 'tag':
        this.takeTag();
        return;
      case 'except':
        this.endList();
        this.excluding = true;
        return;
      case 'by':
      case 'breakdown':
        this.endList();
        this.by = true;
        draft.breakdown ||= item.kind === 'breakdown';
        return;
      case 'cloud':
        if (this.by) this.addGroup({ kind: 'dimension', dimension: 'SERVICE_PROVIDER_NAME' });
        return;
      case 'versus':
        draft.versus = true;
        this.joint = 'versus';
        return;
      default:
        this.endList();
        this.takeMark(item);
    }
  }

  /** Items that stand for themselves. */
  private takeMark(item: Item): void {
    const { draft } = this;
    if (item.kind === 'cost') draft.cost = true;
    else if (item.kind === 'metric') draft.metric = item.metric;
    else if (item.kind === 'time') draft.times.push(item.time);
    else if (item.kind === 'granularity') draft.granularity = item.unit;
    else if (item.kind === 'unit') {
      if (this.by || draft.top) draft.granularity = item.unit;
    } else if (item.kind === 'top') draft.top = item.order;
    else if (item.kind === 'compare') draft.compare = true;
    else if (item.kind === 'repeated') draft.repeated = item.unit;
    else if (item.kind === 'change') draft.changes.push(item.direction);
    else if (item.kind === 'why') draft.why = true;
    else if (item.kind === 'refused') draft.refused.push(item.reason);
    // "breakdown of cost by service", "which of the accounts": the "by" still waits.
    if (item.kind !== 'break' && item.kind !== 'cost' && item.kind !== 'top') this.by = false;
  }

  /** An exclusion goes on until it has its names. */
  private endList(): void {
    if (this.list === 'name') this.excluding = false;
    this.list = null;
    this.joint = null;
  }

  private addGroup(grouping: Grouping): void {
    const text = JSON.stringify(grouping);
    if (!this.draft.groups.some((group) => JSON.stringify(group) === text)) {
      this.draft.groups.push(grouping);
    }
    this.by = false;
    this.list = 'group';
    this.joint = null;
  }

  private get grouping(): boolean {
    return this.by || (this.list === 'group' && this.joint === 'and');
  }

  private takeGroup(item: { dimension: GroupDimension; plural: boolean }): void {
    const { dimension, plural } = item;
    const namesNext = this.wordsFollow();
    if (!this.grouping && !plural && namesNext) {
      this.hint = { kind: 'dimension', dimension, sure: true };
      return;
    }
    const before = this.items[this.at - 2];
    const last = this.draft.names.at(-1);
    if (!this.grouping && !plural && before?.kind === 'words' && last && !last.hint) {
      // "the sandbox account", "S3 service"
      const hint: NameHint = { kind: 'dimension', dimension, sure: false };
      this.draft.names.splice(-1, 1, { ...last, hint });
      return;
    }
    this.addGroup({ kind: 'dimension', dimension });
  }

  private wordsFollow(): boolean {
    const next = this.items[this.at];
    return (next?.kind === 'equals' ? this.items[this.at + 1] : next)?.kind === 'words';
  }

  private takeCount(item: { count: number; top: boolean; text: string }): void {
    const before = this.meaningful(this.at - 2, -1);
    const after = this.meaningful(this.at, 1);
    const plural = after?.kind === 'group' && after.plural;
    if (item.top) this.draft.top ??= 'largest';
    if (item.top || before?.kind === 'top' || after?.kind === 'top' || plural) {
      this.draft.count = item.count;
    } else {
      this.takeWords({ kind: 'words', text: item.text, whole: false });
    }
  }

  private meaningful(from: number, step: 1 | -1): Item | undefined {
    let at = from;
    while (this.items[at]?.kind === 'noise') at += step;
    return this.items[at];
  }

  /** "tag team", "tagged env=prod", "tag: team": the words after it are of a tag. */
  private takeTag(): void {
    if (this.wordsFollow()) this.hint = { kind: 'tag', key: null };
    else if (this.by) this.draft.refused.push('UNTAGGED');
  }

  private takeWords(first: WordsItem): void {
    const text = this.phrase(first);
    const next = this.items[this.at];
    const { hint } = this;
    this.hint = null;
    const aboutTag = hint?.kind === 'tag';
    const value = this.items[this.at + 1];
    if (next?.kind === 'equals' && value?.kind === 'words' && hint?.kind !== 'dimension') {
      this.at += 2;
      this.addName(this.phrase(value), { kind: 'tag', key: text });
    } else if (next?.kind === 'tag') {
      this.at += 1;
      this.takeTagKey(text);
    } else if (this.grouping) {
      this.addGroup(aboutTag ? { kind: 'tag', key: text } : { kind: 'word', text });
    } else if (aboutTag && this.excluding && !text.includes(' ')) {
      this.addName(text, null, true);
    } else {
      this.addName(text, hint);
    }
  }

  /** "by team tag", "without a team tag", "team tag payments". */
  private takeTagKey(key: string): void {
    const value = this.items[this.at];
    if (this.grouping) this.addGroup({ kind: 'tag', key });
    else if (this.excluding) this.addName(key, null, true);
    else if (value?.kind === 'words') {
      this.at += 1;
      this.addName(this.phrase(value), { kind: 'tag', key });
    } else this.addName(key, { kind: 'tag', key: null });
  }

  /** Neighbouring words are one name until the data says otherwise. */
  private phrase(first: WordsItem): string {
    let text = first.text;
    if (first.whole) return text;
    for (;;) {
      const next = this.items[this.at];
      if (next?.kind !== 'words' || next.whole) return text;
      text += ` ${next.text}`;
      this.at += 1;
    }
  }

  private addName(text: string, hint: NameHint | null, absent = false): void {
    const joined = this.list === 'name' && this.joint !== null;
    if (joined) this.draft.joinedNames = true;
    this.draft.names.push({
      text,
      hint,
      excluded: this.excluding && !absent,
      absent,
      joined,
      inherited: false,
    });
    this.list = 'name';
    this.joint = null;
    this.by = false;
  }
}
