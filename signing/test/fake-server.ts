import { type Facts, highestSeq, mergeFacts, status } from '@contract-kit/server/facts';
import {
  type Contract,
  type ErrorCode,
  errors,
  isFinal,
  type Signing,
  type SigningStatus,
} from '@contract-kit/shared';

export interface Call {
  method: string;
  path: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
  header: Record<string, string>;
}

export interface Answer {
  status: number;
  body: unknown;
  header?: Record<string, string>;
}

interface Kept {
  signing: Pick<Signing, 'outContractCode' | 'displayAccount'> & { expiresAt: number };
  user: string;
  facts: Facts;
}

export const error = (code: ErrorCode, more: { details?: object; retryAfter?: number } = {}): Answer => ({
  status: errors[code].status,
  body: {
    error: {
      code,
      message: errors[code].en,
      requestId: `request-${code}`,
      ...(more.details && { details: more.details }),
    },
  },
  ...(more.retryAfter !== undefined && { header: { 'retry-after': String(more.retryAfter) } }),
});

/** The merchant's server as the mini-program sees it, in memory. What WeChat Pay says, the test says. */
export class FakeServer {
  /** Every call that arrived, in order. */
  calls: Call[] = [];
  lifetimeMs = 7_200_000;
  /** How far its clock is from the phone's. */
  clockAheadMs = 0;
  /** WeChat Pay does not answer whether a contract is still in force. */
  doubtful = false;
  /** Calls that are never answered. */
  silent: RegExp | undefined;
  /** A status that this version of the core does not know, in place of what it is. */
  newerStatus: string | undefined;
  /** Answers in place of the server, once each; `undefined` lets the call through. */
  faults: ((call: Call) => Answer | undefined)[] = [];

  /** Whether every look at a signing shows another version. */
  restless = false;
  private readonly kept: Kept[] = [];
  private readonly users = new Map<string, string>();
  private waiting: (() => void)[] = [];
  private count = 0;

  /** The calls as texts: `POST /api/signings/…/return`, with `…` for the code. */
  get log(): string[] {
    return this.calls.map(({ method, path }) => `${method} ${path.replace(/\/c\d+/, '/…')}`);
  }

  returns() {
    return this.calls.filter(({ path }) => path.endsWith('/return')).map(({ body }) => body);
  }

  launches() {
    return this.calls.filter(({ path }) => path.endsWith('/launch')).map(({ body }) => body);
  }

  get hasSignings(): boolean {
    return this.kept.length > 0;
  }

  get everSigned(): boolean {
    return this.kept.some(({ facts }) => facts.confirmed);
  }

  /** The newest signing. */
  get code(): string {
    return this.kept[this.kept.length - 1]!.signing.outContractCode;
  }

  /** A token that the merchant's own back end has got for one of its users, as long as a real one and as telling. */
  issue(user: string): string {
    const token = `${user.padEnd(22, '_')}${String(++this.count).padStart(43, '0')}`;
    this.use(token, user);
    return token;
  }

  /** From now on it is a token of this user. */
  use(token: string, user: string): void {
    this.users.set(token, user);
  }

  /** Whose signing it is. */
  userOf(code: string): string {
    return this.find(code)!.user;
  }

  /** Every token has run out. */
  forgetTokens(): void {
    this.users.clear();
  }

  failNext(answer: Answer, path = /./): void {
    let done = false;
    this.faults.push((call) => {
      if (done || !path.test(call.path)) return undefined;
      done = true;
      return answer;
    });
  }

  /** WeChat Pay says so. */
  sign(code = this.code): void {
    this.merge(code, {
      confirmed: {
        signedAt: '2026-11-23T08:00:00.000Z',
        contractId: `contract-${code}`,
        source: 'notification',
      },
    });
  }

  /**
   * Contracts that this user had before, ended long ago.
   * @returns their codes, oldest first
   */
  addEnded(user: string, count: number): string[] {
    const codes = Array.from({ length: count }, (_, index) => `old${index + 1}`);
    const kept = codes.map(
      (outContractCode): Kept => ({
        signing: { outContractCode, displayAccount: '微信用户', expiresAt: 0 },
        user,
        facts: {},
      }),
    );
    this.kept.unshift(...kept);
    for (const code of codes) {
      this.sign(code);
      this.terminateByWechat(code);
    }
    return codes;
  }

  terminateByWechat(code = this.code): void {
    this.merge(code, {
      terminated: { at: '2026-11-23T09:00:00.000Z', mode: 'USER_TERMINATE', remark: '', source: 'query' },
    });
  }

  /** WeChat Pay knew of no contract when it was asked after the latest return. */
  findNoContract(code = this.code): void {
    this.merge(code, { noContract: { seq: this.find(code)!.facts.returned?.seq ?? 0 } });
  }

  expire(code = this.code): void {
    this.merge(code, { closed: true });
  }

  /** Somebody of this user went to sign elsewhere. */
  launchElsewhere(code = this.code): void {
    this.merge(code, { launched: { seq: highestSeq(this.find(code)!.facts) + 1 } });
  }

  statusOf(code = this.code) {
    return status(this.find(code)!.facts);
  }

  async answer(call: Call): Promise<Answer> {
    this.calls.push(call);
    if (this.silent?.test(call.path)) return new Promise(() => {});
    for (const fault of this.faults) {
      const answer = fault(call);
      if (answer) return answer;
    }
    const { path, body, method } = call;
    if (method !== (/\/(login|signings|return|launch|terminate)$/.test(path) ? 'POST' : 'GET')) {
      return error('not_found');
    }
    if (path === '/api/login') return this.login(String(body.code));
    const user = this.users.get((call.header.Authorization || '').replace('Bearer ', ''));
    if (user === undefined) return error('unauthorized');
    if (path === '/api/signings') return this.create(user);
    if (path === '/api/contracts') return this.list(user, call.query);
    const [, , resource, code, verb] = path.split('/');
    const kept = this.find(code!);
    if (!kept || kept.user !== user) return error('not_found');
    if (resource === 'contracts') {
      if (!kept.facts.confirmed) return error('not_signed');
      this.merge(code!, {
        terminated: { at: '2026-11-23T09:00:00.000Z', mode: 'API', remark: '', source: 'terminate' },
      });
      return { status: 200, body: contract(kept) };
    }
    const seq = (body.seq as number | undefined) ?? highestSeq(kept.facts) + 1;
    if (verb === 'launch' && body.outcome === 'opened') this.merge(code!, { launched: { seq } });
    if (verb === 'return') this.merge(code!, { returned: { seq } });
    if (verb === undefined) await this.change(kept, Number(call.query.wait || 0), call.query.after);
    return { status: 200, body: this.view(kept) };
  }

  private login(code: string): Answer {
    const token = `token-${++this.count}`;
    this.users.set(token, code.split('-')[0]!);
    return { status: 200, body: { token, expiresIn: 604_800 } };
  }

  /** Newest first. */
  private list(user: string, { before, limit = '20', ...more }: Record<string, string>): Answer {
    if (Object.keys(more).some((name) => name !== '')) return error('invalid_request');
    const all = this.kept
      .filter((one) => one.user === user)
      .flatMap((one) => contract(one) ?? [])
      .reverse();
    const from = before === undefined ? 0 : all.findIndex((one) => one.outContractCode === before) + 1;
    return { status: 200, body: { contracts: all.slice(from, from + Number(limit)) } };
  }

  private create(user: string): Answer {
    const own = this.kept.filter((one) => one.user === user);
    const signed = own.find(({ facts }) => status(facts) === 'signed');
    if (signed) {
      const details = { contract: contract(signed), ...(this.doubtful && { doubtful: true }) };
      return error('already_signed', { details });
    }
    const live = own.find(
      ({ facts, signing }) =>
        !isFinal(status(facts)) &&
        signing.expiresAt - this.now() >
          (['signing', 'confirming'].includes(status(facts)) ? -this.graceMs() : this.leastLeftMs()),
    );
    if (live) return { status: 200, body: this.view(live) };
    const kept: Kept = {
      signing: {
        outContractCode: `c${this.kept.length + 1}`,
        displayAccount: '微信用户',
        expiresAt: this.now() + this.lifetimeMs,
      },
      user,
      facts: {},
    };
    this.kept.push(kept);
    return { status: 201, body: this.view(kept) };
  }

  /** One that was not jumped with, or came to nothing, is replaced when it has less left. */
  private leastLeftMs() {
    return this.isShortened ? this.lifetimeMs / 10 : 600_000;
  }

  /** How long after its end one that was jumped with is still waited for. */
  private graceMs() {
    return this.isShortened ? this.lifetimeMs : 60_000;
  }

  /** Until when it can be jumped with, before its end. */
  private leastLeftToJumpMs() {
    return this.isShortened ? this.lifetimeMs / 10 : 60_000;
  }

  private get isShortened() {
    return this.lifetimeMs < 7_200_000;
  }

  private now() {
    return Date.now() + this.clockAheadMs;
  }

  private find(code: string) {
    return this.kept.find(({ signing }) => signing.outContractCode === code);
  }

  private view({ signing, facts }: Kept): Signing {
    const now = status(facts);
    const launch = {
      appId: 'wxbd687630cd02ce1d',
      path: 'pages/PwdExemptContract/index',
      extraData: { pre_entrustweb_id: `session-${signing.outContractCode}` },
    };
    const usable = !isFinal(now) && signing.expiresAt - this.now() > this.leastLeftToJumpMs();
    return {
      outContractCode: signing.outContractCode,
      displayAccount: signing.displayAccount,
      status: (this.newerStatus as SigningStatus | undefined) ?? now,
      version: this.restless ? `restless ${++this.count}` : version(facts),
      seq: highestSeq(facts),
      serverTime: new Date(this.now()).toISOString(),
      expiresAt: new Date(signing.expiresAt).toISOString(),
      ...(usable && { launch }),
      ...(facts.confirmed && { contractId: facts.confirmed.contractId, signedAt: facts.confirmed.signedAt }),
    };
  }

  private merge(code: string, facts: Facts): void {
    const kept = this.find(code)!;
    kept.facts = mergeFacts(kept.facts, facts);
    for (const wake of this.waiting) wake();
  }

  private change(kept: Kept, seconds: number, after: string | undefined): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (version(kept.facts) !== after) resolve();
      };
      setTimeout(resolve, seconds * 1000);
      this.waiting.push(look);
      look();
    });
  }
}

const version = (facts: Facts) => `${status(facts)} ${highestSeq(facts)} ${facts.noContract?.seq ?? 0}`;

function contract({ signing, facts: { confirmed, terminated } }: Kept): Contract | undefined {
  return (
    confirmed && {
      outContractCode: signing.outContractCode,
      contractId: confirmed.contractId,
      status: terminated ? 'terminated' : 'signed',
      serviceId: 12535,
      displayAccount: signing.displayAccount,
      signedAt: confirmed.signedAt,
      ...(terminated?.at !== undefined && { terminatedAt: terminated.at, terminationMode: terminated.mode }),
    }
  );
}
