/** The names of a signing's states, in the order of the rule in `status.ts`. */
export const signingStatuses = [
  'terminated',
  'signed',
  'expired',
  'signing',
  'not_signed',
  'confirming',
  'ready',
] as const;

/**
 * - `ready`: WeChat Pay waits for the user; the jump has not been made.
 * - `signing`: the user is in the signing mini-program.
 * - `confirming`: the user is back, and WeChat Pay has not yet said what became of it.
 * - `not_signed`: after the return WeChat Pay knew of no contract. Provisional: a later notification may still say signed.
 * - `signed`, `terminated`: WeChat Pay has said so.
 * - `expired`: WeChat Pay knew of no contract after the session's lifetime had ended.
 */
export type SigningStatus = (typeof signingStatuses)[number];

/** No report can lead out of these, except from `expired` and `signed` when WeChat Pay says so. */
export function isFinal(name: SigningStatus): boolean {
  return name === 'terminated' || name === 'signed' || name === 'expired';
}

/** The states' names for people. */
export const statusTexts: Record<'zh-CN' | 'en', Record<SigningStatus, string>> = {
  'zh-CN': {
    ready: '待签约',
    signing: '签约中',
    confirming: '确认中',
    not_signed: '未签约',
    signed: '已签约',
    terminated: '已解约',
    expired: '已过期',
  },
  en: {
    ready: 'Ready to sign',
    signing: 'Signing',
    confirming: 'Confirming',
    not_signed: 'Not signed',
    signed: 'Signed',
    terminated: 'Terminated',
    expired: 'Expired',
  },
};
