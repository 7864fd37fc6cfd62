import { createSimulator } from './index';

/** The command: `SIMULATOR_PORT` (default 9080; 0 takes a free one). Login codes from elsewhere log in too, all as one user. */
async function main(): Promise<void> {
  const port = Number(process.env.SIMULATOR_PORT || 9080);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    fail('SIMULATOR_PORT 应为 0 到 65535 的整数。SIMULATOR_PORT must be an integer from 0 to 65535.');
    return;
  }
  try {
    const simulator = await createSimulator({ port, foreignCodes: true, log: (line) => console.log(line) });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void simulator.close().then(() => process.exit(0)));
    }
    console.log(`微信支付模拟器已启动：${simulator.url}（仅本机可访问，按 Ctrl-C 结束）`);
    console.log(`商户服务器所需的环境变量：${simulator.url}/_simulator/config`);
    console.log(
      `The WeChat Pay simulator is listening on ${simulator.url} (this machine only; Ctrl-C ends it).`,
    );
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    fail(
      isTaken
        ? `端口 ${port} 已被占用：请结束占用它的程序，或用 SIMULATOR_PORT 另选一个。Port ${port} is taken: stop what uses it, or set SIMULATOR_PORT.`
        : `模拟器无法启动 The simulator cannot start: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

void main();
