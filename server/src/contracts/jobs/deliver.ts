import { asLongAgain } from '../../backoff';
import { eventIdOf } from '../../events/event-jobs';
import type { ContractEvent } from '../../events/merchant-functions';
import { EVENT_RETRIES, eventDelayMs } from '../../events/schedule';
import type { EventJob, EventOutcome } from '../../jobs';
import type { StoredSigning } from '../../store';
import { duplicateOf } from '../duplicates';
import { ensureFollowUps } from '../record';
import type { Services } from '../services';

const LOOK_AGAIN_AT_LEAST_MS = 1_000;
const LOOK_AGAIN_AT_MOST_MS = 60_000;

/** Delivers a contract fact to the merchant's function, unless that was done. Its rejection means again, later. */
export async function deliver(services: Services, job: EventJob, attempt: number): Promise<EventOutcome> {
  const { outContractCode, event: name, since } = job;
  const { store, jobs, merchant, merchantCalls } = services;
  const signing = await store.signings.read(outContractCode);
  if (!signing || signing.delivered[name]) return;
  if (name === 'terminated' && !signing.delivered.signed) {
    if (!(await jobs.isEventDead({ outContractCode, event: 'signed' }))) {
      await ensureFollowUps(services, signing);
      // The merchant's function may be away for hours.
      const waitedMs = Date.now() - since;
      return { againInMs: asLongAgain(waitedMs, LOOK_AGAIN_AT_LEAST_MS, LOOK_AGAIN_AT_MOST_MS) };
    }
  }
  const event = await eventOf(services, signing, job);
  let begunAt = Date.now();
  const taken = (told: Outcome) => note(services, job, { event, attempt, begunAt }, told);
  const result = await merchantCalls.run(
    event,
    attempt,
    (call) => {
      begunAt = Date.now();
      return name === 'signed'
        ? merchant.onContractSigned(event, call)
        : merchant.onContractTerminated(event, call);
    },
    async () => {
      taken({ outcome: 'delivered', late: true });
      await store.signings.markDelivered(outContractCode, name);
      await jobs.hastenEvent(job);
    },
  );
  if (result.outcome === 'later') return { againInMs: result.againInMs };
  if (result.outcome === 'failed') {
    taken({ outcome: 'failed', err: result.error });
    throw result.error;
  }
  taken({ outcome: 'delivered' });
  await store.signings.markDelivered(outContractCode, name);
}

interface Attempt {
  event: ContractEvent;
  attempt: number;
  begunAt: number;
}

interface Outcome {
  outcome: 'delivered' | 'failed';
  late?: true;
  err?: Error;
}

function note(
  { metrics, log, observer }: Services,
  job: EventJob,
  { event, attempt, begunAt }: Attempt,
  told: Outcome,
): void {
  const { outContractCode, event: name } = job;
  metrics.events.inc({ event: name, outcome: told.outcome });
  log[told.outcome === 'delivered' ? 'info' : 'warn'](
    { event: 'merchant-event', eventId: eventIdOf(job), outContractCode, name, attempt, ...told },
    'merchant event',
  );
  if (!observer) return;
  const { err, ...outcome } = told;
  const now = Date.now();
  observer.tell({
    at: begunAt,
    kind: 'event',
    outContractCode,
    name,
    eventId: event.eventId,
    event: { ...event },
    attempt,
    attempts: EVENT_RETRIES + 1,
    ...outcome,
    ms: now - begunAt,
    ...(err && { error: errorOf(err) }),
    ...(err && attempt <= EVENT_RETRIES && { nextAt: now + eventDelayMs(attempt) }),
  });
}

/** As the merchant's code threw it. */
function errorOf(err: Error): { message: string; stack?: string } {
  const { message, stack } = err.cause instanceof Error ? err.cause : err;
  return { message, ...(stack !== undefined && { stack }) };
}

async function eventOf(services: Services, signing: StoredSigning, job: EventJob): Promise<ContractEvent> {
  const { outContractCode, facts } = signing;
  const party = facts.party!;
  const confirmed = facts.confirmed!;
  const isSigned = job.event === 'signed';
  const { contracts, contractFeed } = services.store;
  const [duplicate] = await Promise.all([
    isSigned ? duplicateOf(services, signing) : undefined,
    // Before the mark, which says that nothing is left to be seen to.
    isSigned && contracts.add(outContractCode, Date.now()),
    contractFeed.put(outContractCode),
  ]);
  return {
    type: isSigned ? 'contract.signed' : 'contract.terminated',
    eventId: eventIdOf(job),
    // WeChat Pay need not say when a contract ended; then we know only that it was signed before.
    occurredAt: isSigned ? confirmed.signedAt : (facts.terminated!.at ?? confirmed.signedAt),
    contractStatus: facts.terminated ? 'terminated' : 'signed',
    outContractCode,
    contractId: confirmed.contractId,
    serviceId: party.serviceId,
    subMchid: party.subMchid,
    appId: party.appId,
    openid: party.openid,
    ...(party.reference !== undefined && { reference: party.reference }),
    ...(duplicate !== undefined && { duplicateOf: duplicate }),
  };
}
