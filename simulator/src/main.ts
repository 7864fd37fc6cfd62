import { help, readCommandLine, UsageError } from './command-line';
import { createSimulator } from './index';
import { formatEnv } from './print-env';

/** The command. Login codes from elsewhere log in too, all as one user. */
async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(help);
    return;
  }
  const { port, keysDir, printEnv } = options;
  // Whoever reads the variables is to read nothing else.
  const say = printEnv ? console.error : console.log;
  const simulator = await createSimulator({
    port,
    ...(keysDir === undefined ? {} : { keysDir }),
    foreignCodes: true,
    log: (line) => say(line),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void simulator.close().then(() => process.exit(0)));
  }
  say(`微信支付模拟器已启动：${simulator.url}（仅本机可访问，按 Ctrl-C 结束）`);
  say(`商户服务器所需的环境变量：${simulator.url}/_simulator/config`);
  say(`The WeChat Pay simulator is listening on ${simulator.url} (this machine only; Ctrl-C ends it).`);
  if (printEnv) process.stdout.write(formatEnv(simulator.config(), printEnv));
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return (
      `端口 ${port} 已被占用：请结束占用它的程序，或用 --port（或 SIMULATOR_PORT）另选一个。\n` +
      `Port ${port} is taken: stop what uses it, or name another with --port (or SIMULATOR_PORT).`
    );
  }
  return `模拟器无法启动 The simulator cannot start: ${error instanceof Error ? error.message : String(error)}`;
}

main().catch((error) => {
  console.error(explain(error));
  process.exitCode = 1;
});
