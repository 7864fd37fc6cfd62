import { ApiError } from '../../api-error';
import type { Party } from '../../facts';
import type { StoredSigning } from '../../store';
import { type ContractReport, type Notification, NotificationError } from '../../wechatpay';
import { mismatches, readReport } from '../contract-report';
import { isCodeOf } from '../out-contract-code';
import { findParty, ownerIn } from '../party';
import { record, recordIfOf } from '../record';
import { queryLost, restore } from '../restore';
import type { Services } from '../services';

/**
 * Takes a notification. When it resolves, what it says is stored and the merchant will hear of it, so that it may
 * be answered with success; otherwise WeChat Pay is to send it again.
 * @throws NotificationError for what is not to be acted on
 */
export async function takeNotification(
  services: Services,
  headers: Record<string, string | string[] | undefined>,
  body: Buffer,
): Promise<void> {
  const { metrics, log } = services;
  try {
    const notification = await services.wechatPay.parseNotification(headers, body);
    const result = await act(services, notification);
    metrics.notifications.inc({ result });
    log.info(
      { event: 'notification', id: notification.id, eventType: notification.eventType, result },
      'notification',
    );
  } catch (error) {
    const result = error instanceof NotificationError ? error.reason : 'error';
    metrics.notifications.inc({ result });
    // For the doctor, which cannot see this. WeChat Pay has signed it: nobody else can have it counted.
    if (result === 'ciphertext') await services.store.notices.countUnopened().catch(() => {});
    throw error;
  }
}

async function act(services: Services, notification: Notification): Promise<string> {
  if (notification.kind === 'echo') {
    await services.store.notices.keepEcho(notification.echoMessage);
    return 'echo';
  }
  if (notification.kind === 'unreadable') {
    const { outContractCode, reason } = notification;
    const signing =
      outContractCode === undefined ? null : await services.store.signings.read(outContractCode);
    if (!signing) throw new NotificationError('unreadable', `no contract that we know: ${reason}`);
    return queryUnclear(services, signing, reason);
  }
  const { contract } = notification;
  const { outContractCode } = contract;
  const reading = readReport(contract, 'notification');
  const owner = reading.means === 'contract' && ownerIn(services.config, contract);
  if (owner) {
    const recorded = await recordIfOf(services, outContractCode, owner, reading.facts);
    if (recorded === null) return actOnUnknown(services, contract);
    return 'ofAnother' in recorded ? actOnOurs(services, recorded.ofAnother, contract) : 'contract';
  }
  const signing = await services.store.signings.read(outContractCode);
  return signing ? actOnOurs(services, signing, contract) : actOnUnknown(services, contract);
}

async function actOnOurs(
  services: Services,
  signing: StoredSigning,
  report: ContractReport,
): Promise<string> {
  const { outContractCode, facts } = signing;
  if (!facts.party) throw new ApiError('internal');
  const differing = mismatches(services.config, facts.party, report);
  if (differing.length > 0) {
    services.metrics.mismatches.inc({ source: 'notification' });
    services.log.error(
      { outContractCode, differing },
      'notification does not fit our record; not believed, querying',
    );
    await querySoon(services, signing);
    throw new NotificationError('mismatch', `does not fit our record: ${differing.join(', ')}`);
  }
  const reading = readReport(report, 'notification');
  if (reading.means === 'unknown')
    return queryUnclear(services, signing, `contract_state ${report.contractState}`);
  if (reading.means === 'contract') {
    await record(services, outContractCode, reading.facts);
    return 'contract';
  }
  const seq = facts.returned?.seq ?? 0;
  if (seq > 0) await record(services, outContractCode, { noContract: { seq } });
  return 'no_contract';
}

async function actOnUnknown(services: Services, report: ContractReport): Promise<string> {
  if (await restore(services, report, 'notification')) return 'restored';
  const party = await findParty(services, report);
  if (party !== null && party !== 'unassigned') return actOnLost(services, report, party);
  await refuseOurCode(services, report);
  const { outContractCode, contractState, mchid, subMchid, serviceId, contractId } = report;
  const notice = { outContractCode, contractState, mchid, subMchid, serviceId, contractId };
  const received = { receivedAt: new Date().toISOString(), ...notice };
  if (party === 'unassigned') {
    await services.store.notices.keepUnassigned(received);
    services.log.error(notice, 'contract of ours that names no sub-merchant: kept, and assigned to nobody');
    return 'unassigned';
  }
  await services.store.notices.keepForeign(received);
  services.log.warn(notice, 'contract is not ours');
  return 'not_ours';
}

/**
 * A code says whose it is. When it is ours and the rest of the report does not fit, fields may be named in a way that we
 * do not know: a query tells.
 * @throws NotificationError
 */
async function refuseOurCode(services: Services, report: ContractReport): Promise<void> {
  const { config, metrics, log } = services;
  const { outContractCode } = report;
  const merchant = config.merchants.find((each) => isCodeOf(outContractCode, config, each));
  if (!merchant) return;
  metrics.mismatches.inc({ source: 'notification' });
  log.error(
    { outContractCode },
    'notification of a lost signing of ours does not fit; not believed, querying',
  );
  await queryLost(services, outContractCode, merchant);
  throw new NotificationError('mismatch', 'does not fit the merchant that its code was made for');
}

/** Ours, and not in storage: when its state does not say that there is no contract, it is queried as a lost one. */
async function actOnLost(services: Services, report: ContractReport, party: Party): Promise<string> {
  const { metrics, log } = services;
  const { outContractCode, contractState } = report;
  if (readReport(report, 'notification').means === 'no_contract') return 'no_contract';
  metrics.unknownStates.inc({ source: 'notification' });
  log.warn(
    { outContractCode, contractState },
    'contract of ours that storage does not know, in an unknown state',
  );
  await queryLost(services, outContractCode, party);
  return 'unknown';
}

/** What we do not understand may still mean something: a query tells. */
async function queryUnclear(services: Services, signing: StoredSigning, reason: string): Promise<string> {
  const { outContractCode } = signing;
  services.metrics.unknownStates.inc({ source: 'notification' });
  services.log.warn({ outContractCode, reason }, 'notification not understood; querying');
  await querySoon(services, signing);
  return 'unknown';
}

/** However many come, the signing keeps enough queries for what follows by itself. */
async function querySoon(
  { jobs, limits }: Services,
  { outContractCode, facts }: StoredSigning,
): Promise<void> {
  const seq = facts.returned?.seq ?? 0;
  const job = { outContractCode, why: 'notification', since: Date.now(), seq } as const;
  if ((await limits.noticeQueries(outContractCode)) === 0) await jobs.querySoon(job);
  else await jobs.ensureQueries(job);
}
