import type { EventJob, Outcome } from '../jobs';
import type { ContractEvent } from '../merchant';
import type { StoredSigning } from '../store';
import { ensureFollowUps } from './record';
import type { Services } from './services';

const MERCHANT_ANSWERS_IN_MS = 30_000;
const LOOK_AGAIN_AT_LEAST_MS = 1_000;
const LOOK_AGAIN_AT_MOST_MS = 60_000;

/** Tells the merchant's function of a contract fact, unless it has been told. Its rejection means again, later. */
export async function deliver(services: Services, job: EventJob, attempt: number): Promise<Outcome> {
  const { outContractCode, event: name, since } = job;
  const { store, jobs, merchant, metrics, log } = services;
  const signing = await store.signings.read(outContractCode);
  if (!signing || signing.delivered[name]) return;
  if (name === 'terminated' && !signing.delivered.signed) {
    if (!(await jobs.isEventDead({ outContractCode, event: 'signed' }))) {
      await ensureFollowUps(services, signing);
      // As long again as it has waited: the merchant's function may be away for hours.
      const waited = Math.max(Date.now() - since, LOOK_AGAIN_AT_LEAST_MS);
      return { againInMs: Math.min(waited, LOOK_AGAIN_AT_MOST_MS) };
    }
  }
  const event = eventOf(signing, name);
  const tell = async () =>
    name === 'signed' ? merchant.onContractSigned(event) : merchant.onContractTerminated(event);
  const outcome = await withinTime(tell()).then(
    () => 'delivered' as const,
    (error: unknown) => ({ error }),
  );
  const delivered = outcome === 'delivered';
  metrics.events.inc({ event: name, outcome: delivered ? 'delivered' : 'failed' });
  log[delivered ? 'info' : 'warn'](
    {
      event: 'merchant-event',
      eventId: event.eventId,
      outContractCode,
      name,
      attempt,
      outcome: delivered ? 'delivered' : 'failed',
      ...(!delivered && { err: outcome.error }),
    },
    'merchant event',
  );
  if (!delivered) throw outcome.error;
  await store.signings.markDelivered(outContractCode, name);
}

function eventOf({ outContractCode, facts }: StoredSigning, name: EventJob['event']): ContractEvent {
  const party = facts.party!;
  const confirmed = facts.confirmed!;
  return {
    eventId: `${outContractCode}-${name}`,
    // WeChat Pay need not say when a contract ended; then we know only that it was signed before.
    occurredAt: name === 'signed' ? confirmed.signedAt : (facts.terminated!.at ?? confirmed.signedAt),
    outContractCode,
    contractId: confirmed.contractId,
    serviceId: party.serviceId,
    subMchid: party.subMchid,
    appId: party.appId,
    openid: party.openid,
  };
}

async function withinTime(answer: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const seconds = MERCHANT_ANSWERS_IN_MS / 1000;
    const error = new Error(`the merchant's function did not answer within ${seconds} s`);
    timer = setTimeout(() => reject(error), MERCHANT_ANSWERS_IN_MS);
  });
  try {
    await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
