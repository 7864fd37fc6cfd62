#!/bin/sh
# Finding: ioredis 6.0.0 with `db: N`, where the server has no database N.
# Redis refuses SELECT ("ERR DB index is out of range"). ioredis emits an 'error' event and goes on: the connection becomes
# ready, and every command, writes included, is carried out in database 0. An application that logs 'error' events
# and continues (as one does for lost connections) keeps its data where it never asked to.
# Needs node, npm and redis-server. Fails when the behaviour changes.
set -eu
folder=$(mktemp -d)
port=$((20000 + $$ % 20000))
redis-server --port "$port" --bind 127.0.0.1 --databases 16 --save '' --appendonly no --daemonize no >/dev/null &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ioredis@6.0.0
cat >try.cjs <<'JS'
const { Redis } = require('ioredis');
const port = Number(process.argv[2]);
const errors = [];
async function main() {
  const asked = new Redis({ port, db: 16, retryStrategy: () => 100 });
  asked.on('error', (error) => errors.push(error.message));
  await asked.set('where', 'written through a client of database 16');
  const status = asked.status;
  asked.disconnect();
  const zero = new Redis({ port, db: 0 });
  const found = await zero.get('where');
  zero.disconnect();
  console.log(`error events: ${JSON.stringify(errors.filter((message) => !message.includes('ECONNREFUSED')))}`);
  console.log(`status of the client of database 16: ${status}`);
  console.log(`in database 0: ${found}`);
  if (status !== 'ready' || found === null) {
    console.error('CHANGED: the write is not in database 0 any more');
    process.exit(1);
  }
}
main().catch((error) => {
  console.error(`CHANGED: ${error.message}`);
  process.exit(1);
});
JS
node try.cjs "$port"
echo 'as found: ioredis 6.0.0 writes into database 0 when database 16 was refused'
