// The root commands: node tools/bootstrap/run.mjs COMMAND. Only words that an old Node knows may stand in this
// file, so that it can say that it is too old; everything else is loaded after that.

const required = '20.18.1';

const number = (/** @type {string} */ version) =>
  version.split('.').reduce((sum, part) => sum * 1000 + parseInt(part, 10), 0);

if (number(process.versions.node) < number(required)) {
  console.error(
    `✗ 需要 Node.js ${required} 或更新版本，当前是 ${process.versions.node}。请到 Node.js 官网下载 LTS 版本后重试。`,
  );
  console.error(
    `Node.js ${required} or newer is needed; this is ${process.versions.node}. Install the current LTS and try again.`,
  );
  process.exitCode = 1;
} else {
  import('./main.mjs').then(({ main }) => main(process.argv.slice(2)));
}
