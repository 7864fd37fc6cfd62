import type { SigningStatus } from '@contract-kit/shared/client';
import type { Troubles } from '../protocol';

/** What somebody does on the phone, as data. Buttons are those of the page in front, counted from 0. */
export type Step =
  | { do: 'tap'; button: number }
  | { do: 'answer'; given: boolean }
  | { do: 'open' | 'home' | 'offline' | 'terminate' }
  | { do: 'trouble'; change: Partial<Troubles> }
  /** Until the signing mini-program, or the merchant's, is in front and shows a button. */
  | { do: 'await'; app: 'merchant' | 'signing' }
  /** Until the server's log tells of this status. */
  | { do: 'await'; status: SigningStatus };

const toAgreement: Step[] = [
  { do: 'tap', button: 0 },
  { do: 'answer', given: true },
  { do: 'await', app: 'signing' },
];
const agreed: Step[] = [...toAgreement, { do: 'tap', button: 0 }, { do: 'await', status: 'signed' }];
const signed: Step[] = [...agreed, { do: 'tap', button: 0 }, { do: 'await', app: 'merchant' }];

/** States that have a link, `?state=NAME`: each begins with a new user on an empty phone, the merchant's mini-program open. */
export const scenes: Record<string, Step[]> = {
  ready: [{ do: 'await', app: 'merchant' }],
  asking: [{ do: 'tap', button: 0 }],
  agreement: toAgreement,
  agreed,
  signed,
  contracts: [...signed, { do: 'tap', button: 1 }, { do: 'await', app: 'merchant' }],
  terminated: [
    ...signed,
    { do: 'terminate' },
    { do: 'await', status: 'terminated' },
    { do: 'tap', button: 1 },
  ],
  confirming: [...toAgreement, { do: 'tap', button: 1 }, { do: 'await', status: 'confirming' }],
  declined: [...toAgreement, { do: 'tap', button: 1 }, { do: 'await', status: 'not_signed' }],
  offline: [{ do: 'await', app: 'merchant' }, { do: 'home' }, { do: 'offline' }, { do: 'open' }],
  down: [{ do: 'trouble', change: { platform: 'down' } }, { do: 'open' }],
};
