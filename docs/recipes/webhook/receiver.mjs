/*
 * 接收协议事件：验证签名，按 eventId 去重，记进自己的表，再答 2xx。只用标准库，Node.js 18 起。
 * Takes contract events: checks the signature, takes each eventId once, keeps it in a table of its own, then answers 2xx.
 *
 * 运行 Run:  MERCHANT_WEBHOOK_SECRET=whsec_… PORT=8080 node receiver.mjs
 *
 * 已经用了 npm 包 standardwebhooks？new Webhook(secret).verify(body, headers) 可以代替 isAuthentic；空的 body 仍要自己拒绝。
 * With the package standardwebhooks, new Webhook(secret).verify(body, headers) does what isAuthentic does; refuse an empty body yourself.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

// 和后端的 MERCHANT_WEBHOOK_SECRET 相同；更换时可以有两个，逗号隔开。
// The same as the server's; two, separated by a comma, while one takes the other's place.
const secrets = process.env.MERCHANT_WEBHOOK_SECRET.split(',').map((secret) =>
  Buffer.from(secret.trim().replace(/^whsec_/, ''), 'base64'),
);
const TOLERANCE_SECONDS = 300;
const LARGEST_BODY = 64 * 1024;

// 代替你自己的数据库表：一行一个事件，eventId 唯一。Stands for a table of your database: a line an event, eventId unique.
const table = process.env.CONTRACTS_FILE ?? 'contracts.tsv';
const lines = existsSync(table) ? readFileSync(table, 'utf8').split('\n') : [];
const seen = new Set(lines.map((line) => line.split('\t')[0]));

// 在数据库里：一个事务，先插入 eventId（唯一约束），再改协议。
// In a database: one transaction that inserts the eventId (unique) and then changes the contract.
function add(event, status) {
  if (seen.has(event.eventId)) return;
  const fields = [event.eventId, event.outContractCode, status, event.contractId, event.openid];
  appendFileSync(table, `${fields.join('\t')}\n`, { flush: true });
  seen.add(event.eventId);
}

// 按 Standard Webhooks 验证：签的是“id.时间.原始字节”。What is signed: id, time and the very bytes of the body.
function isAuthentic(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !signatures || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = secrets.map((secret) => {
    const hmac = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body);
    return Buffer.from(`v1,${hmac.digest('base64')}`);
  });
  // 头里可以有好几个签名，空格隔开；比较要用固定时间的函数。Several signatures, separated by spaces; compared in constant time.
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature);
    return expected.some((each) => each.length === given.length && timingSafeEqual(each, given));
  });
}

function handle(event) {
  if (event.type === 'contract.signed') {
    // 迟到的签约事件：协议已经解约，什么也不开通。A late one, of a contract that has ended since: open nothing.
    if (event.contractStatus !== 'terminated') add(event, 'active');
  } else if (event.type === 'contract.terminated') {
    add(event, 'ended');
  }
  // 不认识的类型也算收下：以后会有新的。A type that is not known counts as taken: there will be more.
}

async function receive(request) {
  if (request.method !== 'POST') return 405;
  if (Number(request.headers['content-length']) > LARGEST_BODY) return 413;
  const chunks = [];
  let length = 0;
  // 要原始字节：解析后再序列化，签名就对不上。The very bytes: what was parsed and written again does not fit the signature.
  for await (const chunk of request) {
    length += chunk.length;
    if (length > LARGEST_BODY) return 413;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (length === 0) return 400;
  if (!isAuthentic(request.headers, body)) return 401;
  handle(JSON.parse(body.toString()));
  return 204;
}

const server = createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    (error) => {
      // 没有收下：后端稍后再发。Not taken: the server sends it again later.
      console.error(error);
      response.writeHead(500).end();
    },
  );
});
// 只在本机监听：https 由前面的反向代理负责。On this machine only: https is for the reverse proxy before it.
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
