import type { LoadAnswer, LoadRequest } from '../programs/load';

/** What the bench does as users and as WeChat Pay, and what has to come back: a wrong answer ends the run. */

export interface User {
  code: string;
  openid: string;
  token: string;
  outContractCode: string;
}

const json = { 'content-type': 'application/json' };
const bearer = ({ token }: Pick<User, 'token'>) => ({ authorization: `Bearer ${token}` });

export const loginRequest = (code: string): LoadRequest => ({
  method: 'POST',
  path: '/api/login',
  headers: json,
  body: JSON.stringify({ code }),
});

export const createRequest = (user: Pick<User, 'token'>): LoadRequest => ({
  method: 'POST',
  path: '/api/signings',
  headers: { ...json, ...bearer(user) },
  body: '{}',
});

export const pollRequest = (user: User, query = ''): LoadRequest => ({
  method: 'GET',
  path: `/api/signings/${user.outContractCode}${query}`,
  headers: bearer(user),
});

export const reportRequest = (user: User, report: 'launch' | 'return', content: object): LoadRequest => ({
  method: 'POST',
  path: `/api/signings/${user.outContractCode}/${report}`,
  headers: { ...json, ...bearer(user) },
  body: JSON.stringify(content),
});

export const notificationRequest = (signed: {
  headers: Record<string, string>;
  body: string;
}): LoadRequest => ({
  method: 'POST',
  path: '/notifications/wechatpay',
  ...signed,
});

/** @throws Error when an answer is not what it has to be */
export function mustBe(who: string, what: string, answer: LoadAnswer, status: number): void {
  if (answer.status !== status)
    throw new Error(
      `${who} answered ${what} with ${answer.status}, not ${status}: ${answer.body.slice(0, 400)}`,
    );
}

export function readLogin(who: string, answer: LoadAnswer): string {
  mustBe(who, 'a login', answer, 200);
  const { token, expiresIn } = JSON.parse(answer.body);
  if (!/^[\w-]{43,}$/.test(token) || expiresIn !== 604_800)
    throw new Error(`${who}: no login: ${answer.body}`);
  return token;
}

/** @returns the code of a signing that WeChat Pay knows: its answer names the code */
export function readSigning(who: string, answer: LoadAnswer, status: number): string {
  mustBe(who, 'a pre-sign', answer, status);
  const signing = JSON.parse(answer.body);
  const { outContractCode, launch, expiresAt, version } = signing;
  const isWhole =
    signing.status === 'ready' &&
    launch?.extraData?.pre_entrustweb_id === `PRE${outContractCode}` &&
    Math.abs(Date.parse(expiresAt) - Date.now() - 7_200_000) < 60_000 &&
    /^\w{16}$/.test(version);
  if (!isWhole) throw new Error(`${who}: no signing to sign with: ${answer.body}`);
  return outContractCode;
}

export function readStatus(who: string, answer: LoadAnswer, user: User, status: string): void {
  mustBe(who, 'a poll', answer, 200);
  const signing = JSON.parse(answer.body);
  const isRight =
    signing.outContractCode === user.outContractCode &&
    signing.status === status &&
    (status !== 'signed' || signing.contractId === `C${user.outContractCode}`);
  if (!isRight) throw new Error(`${who}: not the signing, ${status}: ${answer.body}`);
}
