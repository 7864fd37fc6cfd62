import type { EventId, UndeliveredEvent } from '../../events/event-jobs';
import type { Services } from '../services';
import { allows, type Scope, signingWithin } from './scope';

/** The events that the merchant has not taken, the dead first. */
export async function undeliveredEvents(
  { jobs, store }: Services,
  scope: Scope,
  state?: UndeliveredEvent['state'],
): Promise<UndeliveredEvent[]> {
  const found: UndeliveredEvent[] = [];
  for await (const event of jobs.undeliveredEvents()) {
    if (state !== undefined && event.state !== state) continue;
    if (scope !== 'all') {
      const signing = await store.signings.read(event.outContractCode);
      if (!allows(scope, signing?.facts.party?.subMchid ?? '')) continue;
    }
    found.push(event);
  }
  return found;
}

/**
 * Sends dead events again, with as many attempts as new ones.
 * @param outContractCodes whose events; absent: all that the caller may see
 * @returns those that were dead
 * @throws ApiError `not_found`, `forbidden` for a code that is another's: nothing was sent then
 */
export async function retryEvents(
  services: Services,
  scope: Scope,
  outContractCodes?: string[],
): Promise<EventId[]> {
  if (outContractCodes) {
    for (const code of outContractCodes) await signingWithin(services, scope, code);
    return services.jobs.retryEvents(outContractCodes);
  }
  if (scope === 'all') return services.jobs.retryEvents();
  const dead = await undeliveredEvents(services, scope, 'dead');
  return services.jobs.retryEvents(dead.map(({ outContractCode }) => outContractCode));
}
