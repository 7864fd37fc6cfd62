import type { ConfirmJob, Outcome } from '../jobs';
import { NO_CONTRACT_AFTER_MS } from '../jobs/schedule';
import { ask } from './ask';
import { ensureFollowUps, record } from './record';
import type { Services } from './services';

/** One of the questions that follow what happened to a signing. Learns nothing that is known already. */
export async function confirm(services: Services, job: ConfirmJob): Promise<Outcome> {
  const { outContractCode, after, seq, since } = job;
  const signing = await services.store.signings.read(outContractCode);
  if (!signing) return;
  const { confirmed, terminated, returned, closed } = signing.facts;
  const ofUser = after === 'return' || after === 'launch';
  const known = ofUser ? (confirmed ?? terminated ?? closed) : terminated;
  // The process that learnt it may have been killed before it saw to the rest.
  if (known) return void (await ensureFollowUps(services, signing));
  const newest = returned?.seq ?? 0;
  // A later return has questions of its own; so has the return from this very launch.
  if (after === 'launch' ? newest >= seq : after === 'return' && newest > seq) return;

  const earlyForNone = after !== 'return' || Date.now() - since < NO_CONTRACT_AFTER_MS;
  const answer = await ask(services, signing);
  if (answer.outcome === 'no_contract' && !earlyForNone) {
    await record(services, outContractCode, { noContract: { seq: newest } });
  }
  if (answer.outcome === 'unknown' && answer.pauseMs !== undefined) return { pauseAllMs: answer.pauseMs };
}
