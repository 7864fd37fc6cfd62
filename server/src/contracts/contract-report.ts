import type { Config } from '../config/config';
import type { Confirmed, Facts, Party } from '../facts';
import { type ContractReport, isNoContractState } from '../wechatpay';
import { merchantOf } from './merchants';

/** What a verified report comes to. */
export type Reading =
  | { means: 'contract'; facts: Facts }
  | { means: 'no_contract' }
  /** A state that we do not know, or one that we know without what belongs to it. */
  | { means: 'unknown' };

/** Reads a report. `contract_state` decides; nothing else in a notification does. */
export function readReport(report: ContractReport, source: Confirmed['source']): Reading {
  const { contractState, contractId, contractSignedTime, contractTerminateInfo } = report;
  if (isNoContractState(contractState)) return { means: 'no_contract' };
  if (contractId === undefined || contractSignedTime === undefined) return { means: 'unknown' };
  const confirmed = { signedAt: contractSignedTime, contractId, source };
  if (contractState === 'SIGNED') return { means: 'contract', facts: { confirmed } };
  if (contractState !== 'TERMINATED') return { means: 'unknown' };
  const terminated = {
    ...(contractTerminateInfo?.time !== undefined && { at: contractTerminateInfo.time }),
    mode: contractTerminateInfo?.mode ?? '',
    remark: contractTerminateInfo?.remark ?? '',
    source,
  };
  return { means: 'contract', facts: { confirmed, terminated } };
}

/**
 * The fields in which a report differs from our record. Like is compared with like, and a field without a
 * counterpart is not compared: openids of different apps say nothing about each other.
 */
export function mismatches(config: Config, party: Party, report: ContractReport): string[] {
  const merchant = merchantOf(config, party);
  // Of one that came back without its openid, or was forgotten, there is none.
  const openid = party.openid || undefined;
  const holdsSpOpenid = party.appId === config.spAppid;
  const holdsSubOpenid = merchant !== undefined && party.appId === merchant.subAppid;
  const pairs: [name: string, theirs: string | number | undefined, ours: string | number | undefined][] = [
    ['mchid', report.mchid, config.wechatPay.mchid],
    ['sub_mchid', report.subMchid, party.subMchid],
    ['service_id', report.serviceId, party.serviceId],
    ['sp_appid', report.spAppid, config.spAppid],
    ['sub_appid', report.subAppid, merchant?.subAppid],
    ['sp_openid', report.spOpenid, holdsSpOpenid ? openid : undefined],
    ['sub_openid', report.subOpenid, holdsSubOpenid ? openid : undefined],
  ];
  return pairs
    .filter(([, theirs, ours]) => theirs !== undefined && ours !== undefined && theirs !== ours)
    .map(([name]) => name);
}
