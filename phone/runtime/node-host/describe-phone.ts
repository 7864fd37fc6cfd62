import type { CallLog } from './call-log';
import type { Dialog } from './dialogs';

/** What can be seen of a phone from outside. */
interface Seen {
  state: string;
  page: { path: string };
  text: string;
  dialog: Dialog | undefined;
  log: CallLog;
}

/** What a person would want to know when a test has waited in vain: where the app is, what it shows, what went wrong, what it called last. */
export function describePhone(phone: Seen): string {
  const { dialog, log } = phone;
  const lines = [
    `state: ${phone.state}`,
    screenOf(phone),
    ...(dialog ? [`dialog: ${JSON.stringify(dialog)}`] : []),
    ...log.errors.map(({ message, stack }) => `error: ${message}\n${stack}`),
    ...log.calls.slice(-8).map((call) => `wx.${call.name}(${JSON.stringify(call.params)}) → ${call.errMsg}`),
  ];
  return `\n${lines.join('\n')}`;
}

function screenOf(phone: Seen): string {
  try {
    return `page: ${phone.page.path}\n${phone.text}`;
  } catch {
    return 'page: none';
  }
}
