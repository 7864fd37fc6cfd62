import type { FactName } from '@contract-kit/server/facts';
import type { Control } from '../kit/control';
import { waitFor } from '../kit/wait';
import type { Backend, LogLine } from './world';

/** A call to WeChat Pay, as the simulator has recorded it. */
export interface Request {
  operation: string;
  url: string;
  body: Record<string, unknown> | null;
  /** The answer's; null while there is none. */
  status: number | null;
  code: string | null;
}

/** A notification, as the simulator has recorded it. */
export interface Notification {
  state: string;
  resource: { contract_state: string };
  attempts: { status: number | null; error: string | null }[];
}

export type EventType = 'ENTRUST.SIGN' | 'ENTRUST.TERMINATE';

/**
 * What the parts themselves say of one another: the simulator's records of what it was asked and has sent, and the
 * server's log. Everything is waited for, and rejects when it does not come in 15 s.
 */
export function createEvidence({ log }: Backend, control: Control, signal: AbortSignal) {
  const until = <T>(what: string, look: () => Promise<T | undefined> | T | undefined) =>
    waitFor(what, () => {
      signal.throwIfAborted();
      return look();
    });

  const logged = (what: string, outContractCode: string, isIt: (line: LogLine) => boolean) =>
    until(what, () => log.find((line) => line.outContractCode === outContractCode && isIt(line)));

  return {
    /** The first, or nth, answered call of an operation for a contract. */
    request: (operation: string, outContractCode: string, nth = 1): Promise<Request> =>
      until(`${operation} no. ${nth}`, async () => {
        const { requests } = await control.call<{ requests: Request[] }>('GET', '/requests');
        return requests.filter(
          ({ operation: name, status, url, body }) =>
            name === operation &&
            status !== null &&
            (url.includes(outContractCode) || body?.out_contract_code === outContractCode),
        )[nth - 1];
      }),

    /** A notification that was lost, or of which one attempt has been made. */
    notification: (eventType: EventType, outContractCode: string): Promise<Notification> =>
      until(`notification ${eventType}`, async () => {
        const { notifications } = await control.call<{ notifications: Notification[] }>(
          'GET',
          `/notifications?outContractCode=${outContractCode}&eventType=${eventType}`,
        );
        return notifications.find(({ state, attempts }) => state === 'dropped' || attempts.length > 0);
      }),

    fact: (name: FactName, outContractCode: string): Promise<LogLine> =>
      logged(`fact=${name}`, outContractCode, ({ event, fact }) => event === 'fact' && fact === name),

    merchantEvent: (name: 'signed' | 'terminated', outContractCode: string): Promise<LogLine> =>
      logged(
        `merchant-event ${name}`,
        outContractCode,
        (line) => line.event === 'merchant-event' && line.name === name,
      ),
  };
}
