import type { SigningStatus } from '@contract-kit/shared';
import type { Answer } from '../kit/client';

export type Party = '用户' | '小程序' | '后端' | '微信支付' | '商户代码';

/** Who does what to whom. */
export interface Action {
  from: Party;
  to: Party;
  what: string;
}

/** One signing from its beginning to its end. */
export interface Scenario {
  zh: string;
  en: string;
  play(story: Story): Promise<void>;
}

/** How a scenario came out. */
export interface Ending {
  scenario: Scenario;
  /** Whether every step held. */
  held: boolean;
  ms: number;
  outContractCode?: string;
  /** The statuses that the signing went through. */
  statuses: SigningStatus[];
  /** What the merchant's code was told. */
  events: string[];
}

/** A step found something else than it should. */
export class Unmet extends Error {
  constructor(
    readonly expected: string,
    readonly came: string,
  ) {
    super(`expected ${expected}, came ${came}`);
  }
}

/** What a step found: shown behind it. Something that must be otherwise throws `Unmet` and so ends the step. */
export class Finding {
  readonly fields: [name: string, value: string][] = [];
  status?: SigningStatus;

  /** A value that must be there, and equal `expected` where that is given. */
  see(name: string, value: string | number | undefined, expected: string | number | undefined = value): void {
    if (value === undefined || value !== expected) {
      throw new Unmet(`${name}=${expected ?? '…'}`, `${name}=${value ?? '（没有 none）'}`);
    }
    this.fields.push([name, String(value)]);
  }

  /** The status of an answer over HTTP. */
  http({ status, error }: Pick<Answer<unknown>, 'status' | 'error'>, expected: number): void {
    if (status !== expected) throw new Unmet(`HTTP ${expected}`, `HTTP ${status} ${error ?? ''}`.trimEnd());
    this.fields.push(['HTTP', String(status)]);
  }

  is(status: SigningStatus, expected: SigningStatus): void {
    if (status !== expected) throw new Unmet(`status=${expected}`, `status=${status}`);
    this.status = status;
  }
}

/** What a story is told to. */
export interface Teller {
  heading(scenario: Scenario, number: number, of: number): void;
  pending(action: Action): void;
  step(action: Action, finding: Finding, ms: number): void;
  failure(error: unknown, story: Pick<Story, 'lastAction' | 'ms'>): void;
  ending(ending: Ending): void;
}

/** Tells a scenario step by step, while it happens. */
export class Story {
  readonly statuses: SigningStatus[] = [];
  readonly events: string[] = [];
  outContractCode?: string;
  lastAction?: Action;
  readonly #began = performance.now();

  constructor(
    private readonly printer: Teller,
    /** Aborted: nothing more is done or told. */
    readonly signal: AbortSignal,
  ) {}

  get ms(): number {
    return performance.now() - this.#began;
  }

  /** Does one step and prints what it found. Rejects when the step does not hold; `playAll` prints that. */
  async step<T>(action: Action, act: (finding: Finding) => Promise<T>): Promise<T> {
    const finding = new Finding();
    this.signal.throwIfAborted();
    this.lastAction = action;
    this.printer.pending(action);
    const result = await act(finding);
    this.signal.throwIfAborted();
    this.printer.step(action, finding, this.ms);
    if (finding.status && finding.status !== this.statuses.at(-1)) this.statuses.push(finding.status);
    return result;
  }
}

/** Plays the scenarios one after the other, also after one that did not hold. */
export async function playAll(
  scenarios: Scenario[],
  printer: Teller,
  signal: AbortSignal,
): Promise<Ending[]> {
  const endings: Ending[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    printer.heading(scenario, index + 1, scenarios.length);
    const story = new Story(printer, signal);
    const failure = await scenario.play(story).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    signal.throwIfAborted();
    if (failure) printer.failure(failure.error, story);
    const held = failure === undefined;
    const { ms, statuses, events, outContractCode } = story;
    endings.push({ scenario, held, ms, statuses, events, ...(outContractCode && { outContractCode }) });
    printer.ending(endings.at(-1)!);
  }
  return endings;
}
