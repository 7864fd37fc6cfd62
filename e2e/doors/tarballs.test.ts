import { statSync } from 'node:fs';
import { freePort } from '../kit';
import { type Consumer, compilerNames, createConsumer } from './consumer';
import { createFolder } from './kit/folder';
import { runNpm } from './kit/program';
import { redisSettings } from './kit/redis';
import { installSimulator, startPackedSimulator } from './kit/simulator';
import { tarball } from './kit/tarballs';

/* What `npm run pack` makes is for people who have nothing of ours: npm, a compiler of theirs, require or import. */

let linters: string;
beforeAll(async () => {
  linters = createFolder({ 'package.json': '{"private": true}' });
  const tools = ['publint@0.3.25', '@arethetypeswrong/cli@0.18.5'];
  await runNpm(['install', '--no-audit', '--no-fund', '--prefer-offline', ...tools], linters);
});

/** Holds for each of them. */
function keepsItsFace(name: string, mostKilobytes: number, given: () => Consumer) {
  it.each(compilerNames)('type-checks with %s, resolved as node16 and as bundlers do', async (compiler) => {
    await Promise.all([given().check(compiler, 'node16'), given().check(compiler, 'bundler')]);
  });

  it('has nothing of this workspace in it', () => {
    const ours = given()
      .files()
      .filter(({ text }) => /workspace:|@contract-kit\//.test(text))
      .map((file) => file.name);
    expect(ours).toEqual([]);
  });

  it('is as publint and arethetypeswrong want it', async () => {
    const file = await tarball(name);
    await runNpm(['exec', '--', 'publint', 'run', file, '--strict'], linters);
    await runNpm(['exec', '--', 'attw', file, '--no-emoji', '--no-color'], linters);
  });

  it(`is a download of less than ${mostKilobytes} kB`, async () => {
    expect(statSync(await tarball(name)).size / 1000).toBeLessThan(mostKilobytes);
  });
}

describe('wechatpay-simulator', () => {
  const name = 'wechatpay-simulator';
  let consumer: Consumer;
  beforeAll(async () => {
    consumer = await createConsumer(
      name,
      await tarball(name),
      `import { type Control, createControl, createSimulator, type Simulator, type SimulatorOptions } from '${name}';

async function main(): Promise<void> {
  const options: SimulatorOptions = { port: 0, sessionLifetimeSeconds: 60 };
  const simulator: Simulator = await createSimulator(options);
  const control: Control = createControl(simulator.url);
  const { SP_APPID: appid = '' } = await control.config({ loginApp: 'sp' });
  const code: string = await control.code('somebody', appid);
  const query = new URLSearchParams({ appid, secret: 'wrong', js_code: code, grant_type: 'authorization_code' });
  const answer = await fetch(\`\${simulator.url}/sns/jscode2session?\${query}\`);
  console.log((await answer.json() as { errcode: number }).errcode, (await control.requests())[0]?.operation);
  // @ts-expect-error it is a number
  void ({ port: '9080' } satisfies SimulatorOptions);
  await simulator.close();
}

void main();
`,
    );
  });
  keepsItsFace(name, 120, () => consumer);

  it.each(['require', 'import'] as const)('runs by %s', async (how) => {
    expect(await consumer.run(how)).toBe('40125 jscode2session\n');
  });

  it('installs under 15 MB', () => expect(consumer.megabytes()).toBeLessThan(15));
});

describe('wechatpay-contract-signing', () => {
  const name = 'wechatpay-contract-signing';
  let consumer: Consumer;
  beforeAll(async () => {
    consumer = await createConsumer(
      name,
      await tarball(name),
      `import { createSigning, SigningError, type SigningCore, type SigningState } from '${name}';
import type { useSigning } from '${name}/react';

declare const process: { stdout: { write(text: string): void } };
type Rendered = ReturnType<typeof useSigning>;
const make = (options: Parameters<typeof createSigning>[0]): SigningCore => createSigning(options);
const phaseOf = (state: SigningState & Rendered): string => state.phase;
process.stdout.write([make, phaseOf, SigningError].map((each) => typeof each).join(' '));
`,
      // A mini-program has neither Node nor a browser around it.
      { types: [], lib: ['es2018', 'es2020.promise'] },
    );
  });
  keepsItsFace(name, 30, () => consumer);

  it.each(['require', 'import'] as const)('loads by %s', async (how) => {
    expect(await consumer.run(how)).toBe('function function function');
  });

  it('needs no other package', () => expect(consumer.megabytes()).toBeLessThan(0.3));
});

describe('wechatpay-contract-server', () => {
  const name = 'wechatpay-contract-server';
  let consumer: Consumer;
  let simulatorFolder: string;
  beforeAll(async () => {
    simulatorFolder = await installSimulator();
    consumer = await createConsumer(
      name,
      await tarball(name),
      `import { createServer } from 'node:http';
import {
  ConfigError, type ContractEvent, type ContractServer, createContractServer, loadConfig, type MerchantFunctions,
} from '${name}';

const settings: Record<string, string> = JSON.parse(process.env.SETTINGS ?? '');

async function main(): Promise<void> {
  try {
    loadConfig({});
  } catch (error) {
    console.log(error instanceof ConfigError);
  }
  const merchant = {} as MerchantFunctions;
  const signed = new Promise<ContractEvent>((resolve) => {
    merchant.onContractSigned = async (event) => resolve(event);
  });
  const contracts: ContractServer = createContractServer({ config: loadConfig(settings), merchant });
  await contracts.start();
  const server = createServer(contracts.handler).listen(Number(settings.PORT), '127.0.0.1');
  await signAt('http://127.0.0.1:' + settings.PORT);
  const { type, contractStatus } = await signed;
  console.log(type, contractStatus);
  await contracts.close();
  server.close();
  server.closeAllConnections();
}

async function signAt(url: string): Promise<void> {
  const simulator = settings.WECHATPAY_BASE_URL + '/_simulator';
  const { code } = await post(simulator + '/codes', { user: 'somebody' });
  const { token } = await post(url + '/api/login', { code });
  const { outContractCode } = await post(url + '/api/signings', {}, { authorization: 'Bearer ' + token });
  await post(simulator + '/contracts/' + outContractCode + '/sign', {});
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Record<string, string>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(url + ': ' + (await answer.text()));
  return (await answer.json()) as Record<string, string>;
}

void main();
`,
    );
  });
  keepsItsFace(name, 250, () => consumer);

  it.each(['require', 'import'] as const)('signs by %s, against the packed simulator', async (how) => {
    const simulator = await startPackedSimulator('json', simulatorFolder);
    const port = String(await freePort());
    const settings = {
      ...simulator.settings,
      ...{ PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` },
      ...redisSettings(),
    };
    const wrote = await consumer.run(how, { SETTINGS: JSON.stringify(settings) });
    expect(wrote).toBe('true\ncontract.signed signed\n');
    await simulator.end();
  });

  it('installs under 40 MB', () => expect(consumer.megabytes()).toBeLessThan(40));
});
