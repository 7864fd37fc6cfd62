import { createHash, randomBytes } from 'node:crypto';
import type { Config, Merchant } from '../config/config';

/** RFC 4648, in lower case: WeChat Pay takes letters and digits. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const RANDOM_CHARACTERS = 18;
const CHECK_CHARACTERS = 6;
const FORM = new RegExp(`^[${BASE32}]{${RANDOM_CHARACTERS + CHECK_CHARACTERS}}$`);

type Owner = Pick<Merchant, 'subMchid' | 'serviceId'>;

/**
 * A new `out_contract_code`: 18 random characters of base32, and 6 that say whose it is, so that a contract can be known
 * to be a merchant's when Redis has lost its signing and WeChat Pay names no sub-merchant. Never used again.
 */
export function createOutContractCode(mchid: string, owner: Owner): string {
  const random = Array.from(randomBytes(RANDOM_CHARACTERS), (byte) => BASE32[byte % 32]).join('');
  return random + checkOf(random, mchid, owner);
}

/** Whether a code was made for a merchant. Not those made before codes said so. */
export function isCodeOf(outContractCode: string, { wechatPay: { mchid } }: Config, owner: Owner): boolean {
  const random = outContractCode.slice(0, RANDOM_CHARACTERS);
  return FORM.test(outContractCode) && outContractCode === random + checkOf(random, mchid, owner);
}

function checkOf(random: string, mchid: string, { subMchid, serviceId }: Owner): string {
  const digest = createHash('sha256').update(`${random}:${mchid}:${serviceId}:${subMchid}`).digest();
  return Array.from(digest.subarray(0, CHECK_CHARACTERS), (byte) => BASE32[byte % 32]).join('');
}
