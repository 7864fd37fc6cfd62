<?php
/*
 * 接收协议事件：验证签名，按 eventId 去重，记进自己的表，再答 2xx。只用标准扩展，PHP 8.1 起。
 * Takes contract events: checks the signature, takes each eventId once, keeps it in a table of its own, then answers 2xx.
 *
 * 运行 Run:  MERCHANT_WEBHOOK_SECRET=whsec_… php -S 127.0.0.1:8080 receiver.php
 * 上线时放在 nginx 和 php-fpm 后面。In production it is behind nginx and php-fpm.
 */

declare(strict_types=1);

const TOLERANCE_SECONDS = 300;
const LARGEST_BODY = 64 * 1024;

/**
 * 和后端的 MERCHANT_WEBHOOK_SECRET 相同；更换时可以有两个，逗号隔开。
 * The same as the server's; two, separated by a comma, while one takes the other's place.
 *
 * @return string[]
 */
function secrets(): array
{
    $written = explode(',', (string) getenv('MERCHANT_WEBHOOK_SECRET'));
    return array_map(function (string $secret): string {
        $key = base64_decode(preg_replace('/^whsec_/', '', trim($secret)), true);
        return $key === false || $key === ''
            ? throw new RuntimeException('MERCHANT_WEBHOOK_SECRET')
            : $key;
    }, $written);
}

/** 按 Standard Webhooks 验证：签的是“id.时间.原始字节”。What is signed: id, time and the very bytes of the body. */
function isAuthentic(string $body): bool
{
    $id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    if ($id === '' || preg_match('/^[0-9]{1,12}$/D', $timestamp) !== 1) {
        return false;
    }
    if (abs(time() - (int) $timestamp) > TOLERANCE_SECONDS) {
        return false;
    }
    // 头里可以有好几个签名，空格隔开；比较要用固定时间的函数。Several signatures, separated by spaces; compared in constant time.
    foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $given) {
        foreach (secrets() as $secret) {
            $hmac = hash_hmac('sha256', "$id.$timestamp.$body", $secret, true);
            if (hash_equals('v1,' . base64_encode($hmac), $given)) {
                return true;
            }
        }
    }
    return false;
}

/**
 * 代替你自己的数据库表：一行一个事件，eventId 唯一。在数据库里：一个事务，先插入 eventId（唯一约束），再改协议。
 * Stands for a table of your database: a line an event, eventId unique. There: one transaction that inserts the eventId
 * (unique) and then changes the contract.
 */
function add(array $event, string $status): void
{
    $table = fopen(getenv('CONTRACTS_FILE') ?: 'contracts.tsv', 'a+');
    if ($table === false || !flock($table, LOCK_EX)) {
        throw new RuntimeException('CONTRACTS_FILE');
    }
    rewind($table);
    while (($line = fgets($table)) !== false) {
        if (explode("\t", $line)[0] === $event['eventId']) {
            return;
        }
    }
    $fields = [$event['eventId'], $event['outContractCode'], $status, $event['contractId'], $event['openid']];
    if (fwrite($table, implode("\t", $fields) . "\n") === false || !fsync($table)) {
        throw new RuntimeException('CONTRACTS_FILE');
    }
    fclose($table);
}

function handle(array $event): void
{
    if ($event['type'] === 'contract.signed') {
        // 迟到的签约事件：协议已经解约，什么也不开通。A late one, of a contract that has ended since: open nothing.
        if ($event['contractStatus'] !== 'terminated') {
            add($event, 'active');
        }
    } elseif ($event['type'] === 'contract.terminated') {
        add($event, 'ended');
    }
    // 不认识的类型也算收下：以后会有新的。A type that is not known counts as taken: there will be more.
}

function receive(): int
{
    if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
        return 405;
    }
    // 要原始字节：解析后再序列化，签名就对不上。The very bytes: what was parsed and written again does not fit the signature.
    $body = (string) file_get_contents('php://input', length: LARGEST_BODY + 1);
    if (strlen($body) > LARGEST_BODY) {
        return 413;
    }
    if ($body === '') {
        return 400;
    }
    if (!isAuthentic($body)) {
        return 401;
    }
    handle(json_decode($body, true, 64, JSON_THROW_ON_ERROR));
    return 204;
}

try {
    http_response_code(receive());
} catch (Throwable $error) {
    // 没有收下：后端稍后再发。Not taken: the server sends it again later.
    error_log((string) $error);
    http_response_code(500);
}
