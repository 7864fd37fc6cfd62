import type { Texts } from '.';

/** What people read, in English. */
export const en: Texts = {
  signTitle: 'Password-free payment',
  contractsTitle: 'My contracts',

  merchant: 'Merchant',
  service: 'Service',
  agreement: 'You agree that',
  open: 'Turn on password-free payment',
  openNote: "Opens WeChat Pay's own page, where you confirm",

  loading: 'Getting ready…',
  tapAgain: 'Details renewed. Please tap once more',
  jumpCancelled: 'You stayed here. You can turn it on at any time',
  jumpFailed: 'WeChat Pay did not open. Please try again',

  signing: 'Finish in WeChat Pay',
  signingNote: 'Come back here afterwards: the result shows by itself',
  checkResult: "I'm done, show the result",

  confirming: 'Checking the result',
  confirmingNote: 'WeChat Pay tells us, usually within seconds',
  slow: 'Still checking. You may leave',
  slowNote: 'Leaving changes nothing: the result will be here next time',
  refresh: 'Refresh',

  notSigned: 'Not turned on yet',
  notSignedNote: 'WeChat Pay has no contract of yours yet. If you did finish, this changes by itself',

  signed: 'Turned on',
  signedNote: 'From now on you pay here without a password',
  done: 'Done',
  viewContracts: 'View my contracts',

  terminated: 'Ended',
  terminatedNote: 'Password-free payment is off. You can turn it on again at any time',
  expired: 'Out of time',
  expiredNote: 'This attempt was not finished in time. Please start again',
  startAgain: 'Start again',

  cannotJump: 'WeChat Pay cannot be opened from here',
  cannotJumpNote: 'Open this mini-program in WeChat itself, and try again',
  offline: 'No network',
  offlineNote: 'Goes on by itself when the network is back',
  retry: 'Try again',
  loginFailed: 'Could not log in',
  loginFailedNote: 'Try again later; if it keeps failing, ask the merchant',
  serverError: 'Not possible right now',
  supportCode: 'Support code',

  noContracts: 'You have no password-free payment yet',
  contractSigned: 'Active',
  contractTerminated: 'Ended',
  contractTerminating: 'Ending…',
  account: 'Account',
  contractNumber: 'Contract number',
  signedAt: 'Turned on',
  terminatedAt: 'Ended',
  terminate: 'End contract',
  terminateTitle: 'End the contract?',
  terminateBody: 'You will pay with your password again. Orders under way are not affected.',
  terminateConfirm: 'End it',
  terminateCancel: 'Keep it',
  terminateFailed: 'The contract was not ended',
  terminateRemark: 'Ended by the user in the mini-program',
  more: 'More',
  back: 'Back',
};
