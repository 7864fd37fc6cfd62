import type { FactName } from '@contract-kit/server/facts';
import type {
  Control,
  OperationName,
  SimulatedNotification,
  SimulatedRequest,
} from '@contract-kit/simulator/control';
import { waitFor } from '../kit/wait';
import type { Backend, LogLine } from './world';

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
    request: (operation: OperationName, outContractCode: string, nth = 1): Promise<SimulatedRequest> =>
      until(`${operation} no. ${nth}`, async () => {
        const calls = await control.callsAbout(outContractCode, operation);
        return calls.filter(({ status }) => status !== null)[nth - 1];
      }),

    /** A notification that was lost, or of which one attempt has been made. */
    notification: (eventType: EventType, outContractCode: string): Promise<SimulatedNotification> =>
      until(`notification ${eventType}`, async () => {
        const notifications = await control.notifications({ outContractCode, eventType });
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
