import type { Contract, ErrorCode, Signing } from '@contract-kit/shared';
import { startLocalServer } from '../../kit/local-server';

/** By method and path without its query; what is not there gets no answer, as a long poll. */
export type Answers = Record<string, { status: number; body: unknown }>;

const ok = (body: unknown) => ({ status: 200, body });

export const refused = (status: number, code: ErrorCode, details?: object) => ({
  status,
  body: {
    error: {
      code,
      message: `为何如此，text of ${code}`,
      requestId: '0f9a4c1e-53d2-4bd4-9a58-1f0c7f3a6b20',
      details,
    },
  },
});

export const launch = { appId: 'wxbd687630cd02ce1d', path: 'pages/PwdExemptContract/index', extraData: {} };

export const login: Answers = { 'POST /api/login': ok({ token: 'a-token', expiresIn: 604_800 }) };

export function signing(status: Signing['status'], more: Partial<Signing> = {}): Answers {
  const body: Signing = {
    outContractCode: 'c1',
    status,
    version: '1',
    seq: 0,
    serverTime: '2026-11-23T08:00:00.000Z',
    expiresAt: '2026-11-23T10:00:00.000Z',
    displayAccount: '微信用户',
    ...(/^(ready|not_signed)$/.test(status) && { launch }),
    ...more,
  };
  return { ...login, 'POST /api/signings': ok(body) };
}

export const contract = (number: number, more: Partial<Contract> = {}): Contract => ({
  outContractCode: `c${number}`,
  contractId: `Wx1526548${number}1234567890123456789012345678901234567890`,
  status: 'signed',
  serviceId: 12535,
  displayAccount: number % 2 ? '微信用户' : 'somebody.with.a.rather.long.account.name@merchant.example',
  signedAt: '2026-11-23T08:00:00.000Z',
  ...more,
});

export const contracts = (...list: Contract[]): Answers => ({
  ...login,
  'GET /api/contracts': ok({ contracts: list }),
});

/** A server that gives these answers and does nothing else. */
export const startServer = (answers: Answers) =>
  startLocalServer(({ method, url }, response) => {
    const answer = answers[`${method} ${url!.replace(/\?.*/, '')}`];
    if (!answer) return;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
