import { createHash } from 'node:crypto';
import { text } from './problems';
import type { Check } from './variable';

/** Who may use the service API. Of the key itself only the hash is kept. */
export interface ServiceKey {
  /** What the log calls it. */
  name: string;
  /** SHA-256 of the key. */
  hash: Buffer;
  /** The only sub-merchants that it may do anything for; absent: all. */
  subMchids?: string[];
}

const ENTRY =
  /^(?<name>[A-Za-z0-9._-]{1,32}):(?<value>[A-Za-z0-9._~-]{32,256})(?::(?<subMchids>\w+(?:\+\w+)*))?$/;

const fix = text(
  '请填 名称:密钥，多个用逗号隔开；密钥至少 32 个字母、数字或 . _ ~ -，最好随机生成。只许管某些子商户的，后面再加 :子商户号+子商户号。',
  'Give NAME:KEY, several separated by commas; a key has at least 32 letters, digits or . _ ~ -, best made at random. One for some sub-merchants only ends in :SUB_MCHID+SUB_MCHID.',
);

/** `name:value` or `name:value:subMchid+subMchid`, separated by commas; no name and no key twice. */
export const serviceKeys: Check<ServiceKey[]> = (value) => {
  const keys: ServiceKey[] = [];
  for (const [index, entry] of value.split(',').entries()) {
    const groups = ENTRY.exec(entry.trim())?.groups;
    // What it says is not shown: it is a secret.
    if (!groups)
      return {
        problem: text(`第 ${index + 1} 个写法不对。`, `Number ${index + 1} has the wrong form.`),
        fix,
      };
    const hash = hashServiceKey(groups.value!);
    if (keys.some((other) => other.name === groups.name || other.hash.equals(hash)))
      return {
        problem: text(
          `第 ${index + 1} 个的名称或密钥与前面的相同。`,
          `Number ${index + 1} has the name or the key of an earlier one.`,
        ),
        fix,
      };
    keys.push({
      name: groups.name!,
      hash,
      ...(groups.subMchids && { subMchids: groups.subMchids.split('+') }),
    });
  }
  return { value: keys };
};

/** A key as it is kept and compared. */
export const hashServiceKey = (value: string): Buffer => createHash('sha256').update(value).digest();
