import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { Phone } from '@contract-kit/phone/runtime/node';
import { createControl } from '@contract-kit/simulator/control';
import { startNode, stopAll } from '../../tools/processes/processes';
import { ensureWeapp } from '../../tools/weapp/package';
import { freePorts } from '../kit';
import { merchantAppId } from '../kit/phone';
import { createAppFolder } from './app-folder';
import { baseUrlOf, readGuide } from './guide';
import { runNodeCode } from './shell';

const guide = readGuide('integrate.md');
const files = guide.files('原生小程序');
const folder = createAppFolder();
let phone: Phone | undefined;

// The phone that npm start shows finds its mini-program built.
beforeAll(async () => void (await ensureWeapp()));
afterAll(async () => {
  phone?.close();
  await stopAll();
  folder.remove();
});

/** This machine, as others in its network see it. */
function lanAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

/** `HOST=0.0.0.0 npm start`, on ports that are free. Resolves when it has said that it runs. */
async function start(command: string): Promise<{ port: string; simulatorUrl: string }> {
  const [, name, value] = /^(\w+)=(\S+) npm start$/.exec(command) ?? [];
  const { env, simulator } = await freePorts();
  const { child } = startNode('tools/bootstrap/run.mjs', {
    args: ['start'],
    env: {
      ...process.env,
      // The embedded one: nothing of it is left anywhere.
      REDIS_URL: '',
      ...env,
      [name!]: value,
    },
    output: 'pipe',
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout!.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (said.includes('已启动')) resolve();
    });
    child.on('exit', () => reject(new Error(`npm start ended: ${said}`)));
  });
  return { port: env.PORT, simulatorUrl: simulator };
}

it('signs on a phone in the same network, where a command stands for the signing mini-program', async () => {
  const [command] = guide.commands('同一局域网里的手机');
  const { port, simulatorUrl } = await start(command!);
  await folder.run(guide.commands('原生小程序')[0]!);
  folder.write(files);
  phone = new Phone({
    package: folder.path,
    appId: merchantAppId,
    origins: { [baseUrlOf(files.get('app.js'))]: `http://${lanAddress()}:${port}` },
    // As a real one: the simulator has not made it.
    login: async () => ({ code: randomBytes(16).toString('hex') }),
  });
  phone.coldStart();
  await phone.waitForText('将打开微信支付的签约页面');
  phone.tap('开通');
  phone.answer(true);
  await phone.waitFor(() => phone?.state === 'background');
  phone.returnFromOtherApp();
  await phone.waitForText('正在确认签约结果');

  const [contract] = await createControl(simulatorUrl).contracts();
  const sign = guide.commands('微信开发者工具').find((each) => each.startsWith('node'))!;
  await runNodeCode(
    sign.replace('CODE', contract!.outContractCode).replace('http://127.0.0.1:9080', simulatorUrl),
  );
  await phone.waitForText('已开通免密支付');
});
