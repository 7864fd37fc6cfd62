import fc from 'fast-check';
import { load, simulated } from '../../test/env';
import { createOutContractCode, isCodeOf } from './out-contract-code';

const config = load(simulated);
const { mchid } = config.wechatPay;
const owner = { subMchid: '1900000109', serviceId: 12535 };

it('is 24 characters of lower-case base32, never the same twice', () => {
  const codes = Array.from({ length: 1000 }, () => createOutContractCode(mchid, owner));
  for (const code of codes) expect(code).toMatch(/^[a-z2-7]{24}$/);
  expect(new Set(codes).size).toBe(codes.length);
});

it('says whose it is, and that it is not of another provider, merchant or service', () => {
  const code = createOutContractCode(mchid, owner);
  expect(isCodeOf(code, config, owner)).toBe(true);
  expect(isCodeOf(code, config, { ...owner, subMchid: '1900000110' })).toBe(false);
  expect(isCodeOf(code, config, { ...owner, serviceId: 12536 })).toBe(false);
  expect(isCodeOf(createOutContractCode('1900009999', owner), config, owner)).toBe(false);
});

it('is told from whatever else a code may be', () => {
  fc.assert(fc.property(fc.stringMatching(/^[0-9A-Za-z]{1,32}$/), (code) => !isCodeOf(code, config, owner)));
});
