#!/bin/sh
# Finding: BullMQ 6.7.0, `queue.add(name, data, { jobId })` where a job with that id is waiting already.
# Nothing is stored, which is documented; but the Job that is given back carries the data and the delay of the second call, as
# if they had been stored. Only `getJob` shows what is really there. Whoever reads the returned job takes an update that never
# happened for done.
# Needs node, npm and redis-server. Fails when the behaviour changes.
set -eu
folder=$(mktemp -d)
port=$((20000 + $$ % 20000))
redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --daemonize no >/dev/null &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bullmq@6.7.0 ioredis@6.0.0
cat >try.cjs <<'JS'
const { Queue } = require('bullmq');
const port = Number(process.argv[2]);
async function main() {
  const queue = new Queue('q', { connection: { port, host: '127.0.0.1' } });
  await queue.add('work', { version: 1 }, { jobId: 'one', delay: 60_000 });
  const returned = await queue.add('work', { version: 2 }, { jobId: 'one', delay: 5_000 });
  const stored = await queue.getJob('one');
  console.log(`returned by the second add: data ${JSON.stringify(returned.data)}, delay ${returned.delay}`);
  console.log(`stored:                     data ${JSON.stringify(stored.data)}, delay ${stored.delay}`);
  await queue.close();
  const isAsFound = returned.data.version === 2 && returned.delay === 5_000 && stored.data.version === 1 && stored.delay === 60_000;
  if (!isAsFound) {
    console.error('CHANGED: the returned job and the stored one agree, or differ otherwise');
    process.exit(1);
  }
}
main().catch((error) => {
  console.error(`CHANGED: ${error.message}`);
  process.exit(1);
});
JS
node try.cjs "$port"
echo 'as found: BullMQ 6.7.0 gives back what it did not store'
