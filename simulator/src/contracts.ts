import { randomBytes } from 'node:crypto';
import type { Clock } from './clock';
import type { PreEntrustSignRequest } from './operations/fields';
import type { ContractSettings, QuerySettings } from './settings';
import type { Users } from './users';

/** Which of WeChat Pay's keys the merchant asked for when the session began. */
export type KeyKind = 'publicKey' | 'certificate';

export interface Contract {
  request: PreEntrustSignRequest;
  key: KeyKind;
  /** What is left of the session decides between these and "expired": see `stateOf`. */
  state: 'pending' | 'abandoned' | 'failed' | 'signed' | 'terminated';
  preEntrustwebId: string;
  /** By the simulator's clock. */
  sessionExpiresAt: number;
  /** The person's openid in the provider's app, whether or not the merchant named it. */
  spOpenid: string;
  contractId?: string;
  /** Milliseconds since 1970, real time. */
  signedAt?: number;
  termination?: { mode: string; at: number; remark: string };
  /** Where a query of this contract is answered differently from all others. */
  querySettings?: Partial<QuerySettings>;
}

export type ContractState = Contract['state'] | 'expired';

/** What is done to a signing session; `terminate`: to a contract, whoever does it. */
export type ContractAction = 'open' | 'sign' | 'abandon' | 'fail' | 'expire' | 'terminate';

/** What the user, or the merchant, asked for cannot be done. */
export class Refused extends Error {
  constructor(
    readonly reason:
      | 'unknown'
      | 'conflict'
      | 'expired'
      | 'used'
      | 'invalid_code'
      | 'wrong_user'
      | 'already_signed',
    message: string,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

/** Why nothing can be done in a session any more. */
const over = {
  signed: { zh: '已经签完：再试请重新预签约', en: 'signed; pre-sign again to try again' },
  terminated: {
    zh: '签成后已经解约：再试请重新预签约',
    en: 'signed and terminated; pre-sign again to try again',
  },
  expired: { zh: '已经过期：请重新预签约', en: 'expired; pre-sign again' },
} as const;

/** The contracts that WeChat Pay holds, each with its signing session. */
export class Contracts {
  readonly #byCode = new Map<string, Contract>();
  readonly #codeBySession = new Map<string, string>();

  constructor(
    readonly clock: Clock,
    readonly users: Users,
    readonly settings: ContractSettings,
    /** Hears of each action when it is done. */
    readonly onAction: (contract: Contract, action: ContractAction) => void,
  ) {}

  /** Begins a session, or gives the live one again when all fields are the same. */
  begin(request: PreEntrustSignRequest, key: KeyKind): Contract {
    const code = request.out_contract_code;
    const known = this.#byCode.get(code);
    if (known?.state === 'signed' || known?.state === 'terminated') {
      throw new Refused(
        'conflict',
        `out_contract_code已用于${known.state === 'signed' ? '已签约' : '已解约'}的协议`,
      );
    }
    if (known !== undefined && this.stateOf(known) !== 'expired') {
      if (JSON.stringify(known.request) === JSON.stringify(request)) return known;
      throw new Refused('conflict', 'out_contract_code重复，且参数与首次预签约不一致');
    }
    const contract: Contract = {
      request,
      key,
      state: 'pending',
      preEntrustwebId: randomBytes(24).toString('base64url').replace(/[-_]/g, 'V').slice(0, 29),
      sessionExpiresAt: this.clock.now() + this.settings.sessionLifetimeSeconds * 1000,
      spOpenid: request.sp_openid ?? this.users.openidInOtherApp(request.sub_openid ?? '', request.sp_appid),
    };
    this.#byCode.set(code, contract);
    this.#codeBySession.set(contract.preEntrustwebId, code);
    return contract;
  }

  all(): Contract[] {
    return [...this.#byCode.values()];
  }

  find(outContractCode: string): Contract | undefined {
    return this.#byCode.get(outContractCode);
  }

  /** Throws `Refused` when there is none. */
  get(outContractCode: string): Contract {
    const contract = this.#byCode.get(outContractCode);
    if (contract === undefined)
      throw new Refused(
        'unknown',
        `没有 ${outContractCode} 这份协议：先预签约；代码是预签约时的 out_contract_code。No contract ${outContractCode}: pre-sign it first; it is called by its out_contract_code.`,
      );
    return contract;
  }

  /** Throws `Refused` when the session is unknown or another one has taken its place. */
  getBySession(preEntrustwebId: string): Contract {
    const contract = this.find(this.#codeBySession.get(preEntrustwebId) ?? '');
    if (contract?.preEntrustwebId !== preEntrustwebId) {
      throw new Refused(
        'unknown',
        `没有 ${preEntrustwebId} 这次签约，或已被新的预签约取代：请用最近一次的 pre_entrustweb_id。No signing session ${preEntrustwebId}, or a newer one has taken its place: use the latest pre_entrustweb_id.`,
      );
    }
    return contract;
  }

  stateOf(contract: Contract): ContractState {
    if (contract.state === 'signed' || contract.state === 'terminated') return contract.state;
    return contract.sessionExpiresAt <= this.clock.now() ? 'expired' : contract.state;
  }

  /** Throws `Refused` when the session is over, or was begun for somebody else than `user`. */
  checkUsable(contract: Contract, user?: string): void {
    const state = this.stateOf(contract);
    if (state === 'signed' || state === 'terminated' || state === 'expired') {
      throw new Refused(
        state === 'expired' ? 'expired' : 'used',
        `这次签约（${contract.request.out_contract_code}）${over[state].zh}。The session of ${contract.request.out_contract_code} is over: ${over[state].en}.`,
      );
    }
    if (user === undefined) return;
    const { sp_openid, sp_appid, sub_openid, sub_appid } = contract.request;
    const isSp = sp_openid === undefined || sp_openid === this.users.openidOf(user, sp_appid);
    const isSub = sub_openid === undefined || sub_openid === this.users.openidOf(user, sub_appid);
    if (!isSp || !isSub)
      throw new Refused(
        'wrong_user',
        `这次签约是别人的，不是 ${user} 的：预签约用的 openid 要是这个用户登录得到的。The session was begun for somebody else than ${user}: pre-sign with the openid that this user's login gave.`,
      );
  }

  /** The user looks at the signing page. */
  open(contract: Contract, user?: string): void {
    this.checkUsable(contract, user);
    this.#checkFirst(contract);
    this.onAction(contract, 'open');
  }

  sign(contract: Contract, user?: string): void {
    this.checkUsable(contract, user);
    this.#checkFirst(contract);
    contract.state = 'signed';
    contract.contractId = `20${Array.from(randomBytes(16), (byte) => byte % 10).join('')}`;
    contract.signedAt = Date.now();
    this.onAction(contract, 'sign');
  }

  abandon(contract: Contract, user?: string): void {
    this.checkUsable(contract, user);
    contract.state = 'abandoned';
    this.onAction(contract, 'abandon');
  }

  fail(contract: Contract, user?: string): void {
    this.checkUsable(contract, user);
    contract.state = 'failed';
    if (this.settings.failureEndsSession) contract.sessionExpiresAt = this.clock.now();
    this.onAction(contract, 'fail');
  }

  expire(contract: Contract): void {
    this.checkUsable(contract);
    contract.sessionExpiresAt = this.clock.now();
    this.onAction(contract, 'expire');
  }

  terminate(contract: Contract, mode: string, remark: string): void {
    if (contract.state !== 'signed') {
      throw new Refused(
        'conflict',
        `协议没有签约（${this.stateOf(contract)}），不能解约：先让用户签约。The contract is ${this.stateOf(contract)}, not signed: nothing to terminate. Have the user sign first.`,
      );
    }
    contract.state = 'terminated';
    contract.termination = { mode, at: Date.now(), remark };
    this.onAction(contract, 'terminate');
  }

  reset(): void {
    this.#byCode.clear();
    this.#codeBySession.clear();
  }

  #checkFirst({ spOpenid, request }: Contract): void {
    if (!this.settings.oneContractAUser) return;
    const inForce = this.all().find(
      (other) =>
        other.state === 'signed' &&
        other.spOpenid === spOpenid &&
        other.request.service_id === request.service_id,
    );
    if (inForce === undefined) return;
    throw new Refused(
      'already_signed',
      `这个用户在服务 ${request.service_id} 已有一份有效的协议 ${inForce.request.out_contract_code}：先解约它，或把 oneContractAUser 设为 false。The user has a contract in force for service ${request.service_id}: ${inForce.request.out_contract_code}. End it first, or set oneContractAUser to false.`,
    );
  }
}
