import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { npmCommand } from '../../tools/bootstrap/npm.mjs';
import { root } from '../../tools/bootstrap/root.mjs';
import { ensureWeapp } from '../../tools/weapp/package';
import { freePorts, startWorld, type World, waitFor } from '../kit';

let world: World;
beforeAll(async () => {
  await ensureWeapp();
  world = await startWorld();
});
afterAll(() => world?.close());

/** What was started, and what was seen to have been started by it: a failed test leaves nothing either. */
const started = new Set<number>();
afterEach(() => {
  for (const pid of [...started].flatMap((each) => [each, ...descendants(each)])) kill(pid);
  started.clear();
});

const kill = (pid: number) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone, as it should be.
  }
};

/** Every process, with its parent. Not on Windows: there only the ports tell what is left. */
function processes(): { pid: number; parent: number; zombie: boolean; line: string }[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,stat=,etimes=,args='], { encoding: 'utf8' });
  return (stdout ?? '')
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, stat] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), zombie: !!stat?.startsWith('Z'), line };
    });
}

function descendants(pid: number, all = processes()): number[] {
  return all
    .filter(({ parent }) => parent === pid)
    .flatMap((each) => [each.pid, ...descendants(each.pid, all)]);
}

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

/** How it is started: by npm as people do it, or by Node as a supervisor may. */
type Start = 'npm' | 'node';

function start(how: Ending[1], [name = '', ...options]: string[], env: Record<string, string>) {
  const { file, args } =
    how !== 'node'
      ? npmCommand('npm', ['run', name, '--', ...options], process)
      : { file: process.execPath, args: ['tools/bootstrap/run.mjs', name, ...options] };
  const { PATH = '', HOME = '', SystemRoot, TEMP } = process.env;
  const child = spawn(file, args, {
    cwd: root,
    env: { PATH, HOME, ...(SystemRoot && { SystemRoot }), ...(TEMP && { TEMP }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  started.add(child.pid!);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return {
    child,
    says: (pattern: RegExp) =>
      waitFor(`${pattern} of ${name}`, () => pattern.exec(said) ?? undefined).catch((error) => {
        throw new Error(`${error.message}\n${said}`);
      }),
  };
}

/** Sends the signal, and waits until neither a process nor an open port is left of what was started. */
async function endsWholly(child: ChildProcess, signal: NodeJS.Signals, to: Ending[1], ports: number[]) {
  const family = [child.pid!, ...descendants(child.pid!)];
  for (const pid of family) started.add(pid);
  for (const port of ports) expect([port, await isOpen(port)]).toEqual([port, true]);
  // A terminal tells all that run in its foreground.
  process.kill(to === 'terminal' ? -child.pid! : child.pid!, signal);
  let left: string[] = [];
  await waitFor(`the end after ${signal}`, async () => {
    const alive = processes().filter(({ pid, zombie }) => !zombie && family.includes(pid));
    const open = (await Promise.all(ports.map(isOpen))).flatMap((isOpen, i) =>
      isOpen ? `port ${ports[i]}` : [],
    );
    left = [...alive.map(({ line }) => line), ...open];
    return left.length === 0;
  }).catch((error) => {
    throw new Error(`${error.message}: ${left.join('\n')}`);
  });
  started.clear();
}

/** What ends it, and whom that reaches: on Windows every signal ends one process at once. */
type Ending = [signal: NodeJS.Signals, to: Start | 'terminal'];
const everywhere: Ending[] = [['SIGKILL', 'node']];
const onWindows = process.platform === 'win32';

it.each<Ending>(
  onWindows
    ? everywhere
    : [
        ...everywhere,
        ['SIGKILL', 'npm'],
        ['SIGTERM', 'npm'],
        ['SIGTERM', 'node'],
        ['SIGHUP', 'npm'],
        ['SIGINT', 'terminal'],
      ],
)('%s to %s leaves nothing of the server, nor of its Redis', async (signal, to) => {
  const { REDIS_URL: _, ...env } = await world.env();
  const { child, says } = start(to, ['server'], env);
  const [, redisPort] = await says(/Redis[\s\S]*redis:\/\/127\.0\.0\.1:(\d+)/);
  await says(/"event":"listening"/);
  await endsWholly(child, signal, to, [Number(env.PORT), Number(redisPort)]);
});

it.each<Ending>(onWindows ? everywhere : [...everywhere, ['SIGTERM', 'npm']])(
  '%s to %s leaves nothing of simulator, server, phone and Redis',
  async (signal, to) => {
    const { env } = await freePorts();
    const { child, says } = start(to, ['start', '--no-open'], env);
    const [, redisPort] = await says(/已启动[\s\S]*redis:\/\/127\.0\.0\.1:(\d+)[\s\S]*Ctrl-C/);
    await endsWholly(child, signal, to, [...Object.values(env), redisPort].map(Number));
  },
);
