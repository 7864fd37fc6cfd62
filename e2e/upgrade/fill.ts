import { writeFileSync } from 'node:fs';
import { type Kit, startKit } from '../kit';
import { dump } from './redis-dump';

/*
 * How the files beside this were made. In a checkout of the commit that a file is named after:
 *
 *   copy this folder to e2e/upgrade, then REDIS_URL=redis://127.0.0.1:6379 npx tsx e2e/upgrade/fill.ts COMMIT.json
 */

const LIFETIME_SECONDS = 4;

async function newUser(kit: Kit) {
  const { outContractCode, token, ...client } = await kit.signer();
  const until = async (wanted: string) => {
    for (let status = ''; status !== wanted; ) ({ status } = (await client.get(outContractCode)).body);
  };
  return { client, known: { outContractCode, token }, until };
}

async function main(file: string): Promise<void> {
  let isDown = false;
  const refuse = async () => {
    if (isDown) throw new Error('the merchant is down');
  };
  const kit = await startKit({ merchant: { onContractSigned: refuse, onContractTerminated: refuse } });
  const shortLived = await startKit({ env: { SIGNING_LIFETIME_SECONDS: String(LIFETIME_SECONDS) } });

  const expired = await newUser(shortLived);
  await expired.client.launch(expired.known.outContractCode);
  const ready = await newUser(kit);
  const signing = await newUser(kit);
  await signing.client.launch(signing.known.outContractCode);
  const notSigned = await newUser(kit);
  await notSigned.client.launch(notSigned.known.outContractCode);
  await notSigned.client.return(notSigned.known.outContractCode, { scene: 1038 });
  await notSigned.until('not_signed');

  const sign = async () => {
    const one = await newUser(kit);
    const { outContractCode } = one.known;
    await one.client.launch(outContractCode);
    await kit.control.sign(outContractCode);
    await one.client.return(outContractCode, { scene: 1038, extraData: { return_code: 'SUCCESS' } });
    await one.until('signed');
    return one;
  };
  const signed = await sign();
  await kit.event(signed.known.outContractCode, 'signed');
  const terminated = await sign();
  await kit.event(terminated.known.outContractCode, 'signed');
  await terminated.client.terminate(terminated.known.outContractCode);
  await kit.event(terminated.known.outContractCode, 'terminated');
  const endUntold = await sign();
  await kit.event(endUntold.known.outContractCode, 'signed');

  isDown = true;
  const refused = async ({ known }: Awaited<ReturnType<typeof newUser>>) => {
    const isOfIt = (line: (typeof kit.logs)[number]) =>
      line.outcome === 'failed' && line.outContractCode === known.outContractCode;
    while (!kit.logs.some(isOfIt)) await new Promise((resolve) => setTimeout(resolve, 100));
  };
  await endUntold.client.terminate(endUntold.known.outContractCode);
  await refused(endUntold);
  const untold = await sign();
  await refused(untold);

  await kit.control.faults([{ operation: 'queryContract', kind: 'http', status: 500 }]);
  const confirming = await newUser(kit);
  await confirming.client.launch(confirming.known.outContractCode);
  await confirming.client.return(confirming.known.outContractCode, {
    scene: 1038,
    extraData: { return_code: 'SUCCESS', return_msg: '签约成功' },
  });
  await expired.until('expired');

  await Promise.all([kit.stopServer(), shortLived.stopServer()]);
  const users = { ready, signing, confirming, notSigned, expired, signed, untold, terminated, endUntold };
  const known = Object.fromEntries(Object.entries(users).map(([name, one]) => [name, one.known]));
  // Of the other server what tells of its one user; its jobs are done.
  const ofExpired = (await dump(shortLived.redis, shortLived.prefix)).filter(({ key }) =>
    /%(signing|user|token):/.test(key),
  );
  const keys = [...(await dump(kit.redis, kit.prefix)), ...ofExpired];
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), users: known, keys }, null, 1)}\n`);
  process.exit(0);
}

void main(process.argv[2]!);
