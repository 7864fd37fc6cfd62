import { join } from 'node:path';
import { type Running, startNode } from '../../tools/processes/processes';
import { waitFor } from '../kit';

const running = new Set<Running>();
afterEach(async () => {
  await Promise.all([...running].map((each) => each.stop()));
  running.clear();
});

/** What would choose the Redis, the address or the merchant in the place of the command. */
const decides =
  /^(REDIS_|TEST_REDIS|PORT$|HOST$|SIMULATOR_PORT$|PHONE_PORT$|PUBLIC_URL|LOG_LEVEL|NODE_ENV|MERCHANT|WECHATPAY_|JEST_)/;

const plainEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => !decides.test(name)));

/** Starts `npm run …` of a copy of the project, in an environment that says no more than `env`. */
export function startCommand(root: string, args: string[], env: Record<string, string> = {}) {
  const command = startNode(join(root, 'tools', 'bootstrap', 'run.mjs'), {
    name: args.join(' '),
    args,
    cwd: root,
    env: { ...plainEnv, ...env },
    output: 'pipe',
  });
  running.add(command);
  let said = '';
  for (const stream of [command.child.stdout!, command.child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = command.exited.then((code) => {
    throw new Error(`it ended with ${code}: ${said}`);
  });
  ended.catch(() => {});
  return {
    exited: command.exited,
    said: () => said,
    /** The first match of what it says. */
    says: (pattern: RegExp): Promise<string> =>
      Promise.race([waitFor(String(pattern), () => pattern.exec(said)?.[0]), ended]),
    /** Ctrl-C. Resolves to the exit code. */
    interrupt(): Promise<number> {
      // On Windows nothing can press it from outside: as when the terminal is closed.
      if (process.platform === 'win32') void command.stop();
      else command.child.kill('SIGINT');
      return command.exited;
    },
  };
}
