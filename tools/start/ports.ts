import net from 'node:net';
import { Problem } from '../bootstrap/terminal.mjs';

/**
 * The port that a variable names, if it can be listened on.
 * @param variable as PORT
 * @param otherwise the port when it is not set
 */
export async function usablePort(variable: string, otherwise: number, env: NodeJS.ProcessEnv = process.env) {
  const port = Number(env[variable] || otherwise);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Problem(
      `${variable} 应为 1 到 65535 的整数，现在是 ${env[variable]}。`,
      `${variable} is a whole number from 1 to 65535, not ${env[variable]}.`,
    );
  }
  const code = await tryToListen(port);
  if (code === undefined) return port;
  const [zh, en] =
    code === 'EADDRINUSE'
      ? ['已被其他程序占用', 'is taken']
      : [`不能使用（${code}）`, `cannot be used (${code})`];
  const other = port < 65_000 ? port + 10 : port - 10;
  throw new Problem(
    `端口 ${port} ${zh}。请换一个：\n${settingOf(variable, other)}`,
    `Port ${port} ${en}; choose another with ${variable}, as above.`,
  );
}

function settingOf(variable: string, value: number) {
  if (process.platform !== 'win32') return `  ${variable}=${value} npm start`;
  return `  PowerShell:  $env:${variable}=${value}; npm start\n  cmd:  set ${variable}=${value}&& npm start`;
}

/** @returns the code of the error */
function tryToListen(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(undefined)));
  });
}
