import type { EventId, UndeliveredEvent } from '../../events/event-jobs';
import type { Services } from '../services';
import { allows, type Scope, signingWithin } from './scope';

interface Wanted {
  state?: UndeliveredEvent['state'] | undefined;
  limit: number;
}

/** The events that the merchant has not taken, the dead first; there may be `more` than the limit. */
export async function undeliveredEvents(
  { jobs, store }: Services,
  scope: Scope,
  { state, limit }: Wanted,
): Promise<{ events: UndeliveredEvent[]; more: boolean }> {
  const found: UndeliveredEvent[] = [];
  for await (const event of jobs.undeliveredEvents()) {
    if (state !== undefined && event.state !== state) continue;
    if (scope !== 'all') {
      const signing = await store.signings.read(event.outContractCode);
      if (!allows(scope, signing?.facts.party?.subMchid ?? '')) continue;
    }
    if (found.length === limit) return { events: found, more: true };
    found.push(event);
  }
  return { events: found, more: false };
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
  const { events } = await undeliveredEvents(services, scope, {
    state: 'dead',
    limit: Number.POSITIVE_INFINITY,
  });
  return services.jobs.retryEvents(events.map(({ outContractCode }) => outContractCode));
}
