// The root commands: node scripts/run.mjs COMMAND. Only words that an old Node knows may stand in this
// file, so that it can say that it is too old; everything else is loaded after that.

const required = '20.18.1';

/** @type {(running: string, wanted: string) => boolean} */
const isOlder = (running, wanted) => {
  const [a, b] = [running, wanted].map((version) => version.split('.').map(Number));
  const first = [0, 1, 2].find((i) => a[i] !== b[i]);
  return first !== undefined && a[first] < b[first];
};

if (isOlder(process.versions.node, required)) {
  console.error(
    `✗ 需要 Node.js ${required} 或更新版本，当前是 ${process.versions.node}。请到 Node.js 官网下载 LTS 版本后重试。`,
  );
  console.error(
    `Node.js ${required} or newer is needed; this is ${process.versions.node}. Install the current LTS and try again.`,
  );
  process.exitCode = 1;
} else {
  import('./commands.mjs').then(({ main }) => main(process.argv.slice(2)));
}
