import { writeFileSync } from 'node:fs';
import { startKit } from '../kit';
import { dump } from './redis-dump';

/*
 * How the files beside this were made. In a checkout of the commit that a file is named after:
 *
 *   copy this folder to e2e/upgrade, then REDIS_URL=redis://127.0.0.1:6379 npx tsx e2e/upgrade/fill.ts COMMIT.json
 */

async function main(file: string): Promise<void> {
  let isDown = false;
  const refuse = async () => {
    if (isDown) throw new Error('the merchant is down');
  };
  const kit = await startKit({ merchant: { onContractSigned: refuse, onContractTerminated: refuse } });
  const user = async () => {
    const { outContractCode, token, ...client } = await kit.signer();
    return { client, known: { outContractCode, token } };
  };

  const ready = await user();
  const signing = await user();
  await signing.client.launch(signing.known.outContractCode);
  const notSigned = await user();
  await notSigned.client.launch(notSigned.known.outContractCode);
  await notSigned.client.return(notSigned.known.outContractCode, { scene: 1038 });
  for (let status = ''; status !== 'not_signed'; ) {
    ({ status } = (await notSigned.client.get(notSigned.known.outContractCode)).body);
  }

  const sign = async () => {
    const one = await user();
    const { outContractCode } = one.known;
    await one.client.launch(outContractCode);
    await kit.control.sign(outContractCode);
    await one.client.return(outContractCode, { scene: 1038, extraData: { return_code: 'SUCCESS' } });
    for (let status = ''; status !== 'signed'; ) ({ status } = (await one.client.get(outContractCode)).body);
    return one;
  };
  const signed = await sign();
  await kit.event(signed.known.outContractCode, 'signed');
  const terminated = await sign();
  await kit.event(terminated.known.outContractCode, 'signed');
  await terminated.client.terminate(terminated.known.outContractCode);
  await kit.event(terminated.known.outContractCode, 'terminated');
  isDown = true;
  const untold = await sign();
  for (let refused = false; !refused; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    refused = kit.logs.some(({ outContractCode }) => outContractCode === untold.known.outContractCode);
  }

  await kit.stopServer();
  const users = { ready, signing, notSigned, signed, terminated, untold };
  const known = Object.fromEntries(Object.entries(users).map(([name, one]) => [name, one.known]));
  const keys = await dump(kit.redis, kit.prefix);
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), users: known, keys }, null, 1)}\n`);
  process.exit(0);
}

void main(process.argv[2]!);
