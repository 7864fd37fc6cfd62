import type { Config, Merchant } from '../config/config';
import { loginAppid } from '../config/login-appid';
import type { Party } from '../facts';
import { type Owner, userKey } from '../store';
import type { ContractReport } from '../wechatpay';
import { mismatches } from './contract-report';
import { isCodeOf } from './out-contract-code';
import type { Services } from './services';

/**
 * The party to a verified contract that storage does not know. `'unassigned'`: it is of our merchant number and one of
 * our services, and nothing tells which sub-merchant's it is; null: it is not ours.
 */
export async function findParty(
  services: Services,
  report: ContractReport,
): Promise<Party | 'unassigned' | null> {
  const { config } = services;
  if (report.mchid !== config.wechatPay.mchid) return null;
  const ofService = config.merchants.filter(({ serviceId }) => serviceId === report.serviceId);
  if (ofService.length === 0) return null;
  if (report.subMchid !== undefined) {
    return partyAmong(
      services,
      report,
      ofService.filter(({ subMchid }) => subMchid === report.subMchid),
    );
  }
  const byCode = ofService.filter((merchant) => isCodeOf(report.outContractCode, config, merchant));
  const ofCode = byCode.length > 0 ? byCode : await ofUsersWhoHaveIt(services, report, ofService);
  return partyAmong(services, report, ofCode) ?? 'unassigned';
}

/**
 * Whose a contract is by a report that fits our configuration, and leaves no choice. Our record of the contract fits the
 * report if it is of this owner.
 */
export function ownerIn(config: Config, report: ContractReport): Owner | undefined {
  const [merchant, ...others] = config.merchants.filter(
    ({ serviceId, subMchid }) =>
      serviceId === report.serviceId && (report.subMchid === undefined || subMchid === report.subMchid),
  );
  if (!merchant || others.length > 0) return undefined;
  const { serviceId, subMchid } = merchant;
  const openid = openidFor(merchant, report);
  const owner = { appId: loginAppid(config, merchant), subMchid, serviceId };
  const party = { ...owner, openid: openid ?? '', displayAccount: '' };
  if (mismatches(config, party, report).length > 0) return undefined;
  return openid === undefined ? owner : { ...owner, openid };
}

/** One sub-merchant may have several apps with one service. */
function partyAmong({ config }: Services, report: ContractReport, merchants: Merchant[]): Party | null {
  const parties = merchants
    .map((merchant) => ({
      appId: loginAppid(config, merchant),
      openid: openidFor(merchant, report) ?? '',
      subMchid: merchant.subMchid,
      serviceId: merchant.serviceId,
      displayAccount: report.contractDisplayAccount?.toWellFormed() ?? config.displayAccount,
    }))
    .filter((party) => mismatches(config, party, report).length === 0);
  return parties.find(({ openid }) => openid !== '') ?? parties[0] ?? null;
}

/** Codes made before codes said whose they are: the user whom the report names may have it in the list. */
async function ofUsersWhoHaveIt(
  { config, store }: Services,
  report: ContractReport,
  merchants: Merchant[],
): Promise<Merchant[]> {
  const listed = await Promise.all(
    merchants.map(async (merchant) => {
      const openid = openidFor(merchant, report);
      if (openid === undefined) return false;
      const user = { appId: loginAppid(config, merchant), openid, subMchid: merchant.subMchid };
      return store.userSignings.has(userKey(user), report.outContractCode);
    }),
  );
  return merchants.filter((_, i) => listed[i]);
}

const openidFor = ({ loginApp }: Merchant, { subOpenid, spOpenid }: ContractReport) =>
  loginApp === 'sub' ? subOpenid : spOpenid;
