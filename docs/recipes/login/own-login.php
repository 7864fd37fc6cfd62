<?php
/*
 * 你自己的后端：用自己的登录，为登录的用户向套件要 token，给小程序；签约结果在自己的表里。只用标准扩展，PHP 8.1 起。
 * Your own back end: with a login of its own it gets the kit's token for whoever is logged in, for the mini-program; what was
 * signed is in a table of its own.
 *
 * 运行 Run:  SERVICE_URL=http://127.0.0.1:3001 SERVICE_KEY=… APPID=wx… php -S 127.0.0.1:8081 own-login.php
 * 上线时放在 nginx 和 php-fpm 后面。In production it is behind nginx and php-fpm.
 */

declare(strict_types=1);

/**
 * 代替你自己的用户表。openid 是用户在这个小程序里的，你的后端自己从微信得到，不能用小程序传来的。
 * Stands for your table of users. The openid is theirs in this mini-program, as your back end has it from WeChat: never as the
 * mini-program says it.
 */
const USERS = [
    'li' => ['password' => 'li-7Qd2', 'openid' => 'oLi0MVnQfWpSMOYJz2AHPG_gQw01'],
    'wang' => ['password' => 'wang-9Xk4', 'openid' => 'oWang0VnQfWpSMOYJz2AHPG_gQw2'],
];

/** 你自己的会话，这里用 PHP 自带的；小程序没有 cookie，所以放在 Authorization 头里。Your own session: PHP's, in a header, as mini-programs have no cookies. */
function openSession(): ?string
{
    session_start(['use_cookies' => '0', 'use_strict_mode' => '1']);
    return $_SESSION['user'] ?? null;
}

/** 套件的 token：只有持有服务密钥的后端能要到。The kit's token, which only a back end with a service key gets. */
function tokenFor(string $user): string
{
    // reference 随事件和协议一起回来，写你自己的用户号。It comes back with events and contracts: your own number of the user.
    $body = ['appId' => getenv('APPID'), 'openid' => USERS[$user]['openid'], 'reference' => $user];
    $answer = file_get_contents(getenv('SERVICE_URL') . '/service/tokens', false, stream_context_create(['http' => [
        'method' => 'POST',
        'header' => ['Content-Type: application/json', 'Authorization: Bearer ' . getenv('SERVICE_KEY')],
        'content' => json_encode($body, JSON_THROW_ON_ERROR),
        'timeout' => 5,
        'ignore_errors' => true,
    ]]));
    $token = json_decode((string) $answer, true)['token'] ?? null;
    return is_string($token) ? $token : throw new RuntimeException("POST /service/tokens: $answer");
}

/** 自己的表里，这个用户的协议：../webhook 的 receiver.php 把收到的事件写在里面。In the table that receiver.php of ../webhook fills. */
function contractOf(string $user): string
{
    $status = 'none';
    $table = getenv('CONTRACTS_FILE') ?: 'contracts.tsv';
    foreach (is_file($table) ? file($table, FILE_IGNORE_NEW_LINES) : [] as $line) {
        [, , $latest, , $openid] = explode("\t", $line);
        if ($openid === USERS[$user]['openid']) {
            $status = $latest;
        }
    }
    return $status;
}

/** @return array{int, array} */
function answer(string $call): array
{
    $bearer = preg_match('/^Bearer ([A-Za-z0-9,-]{22,256})$/D', $_SERVER['HTTP_AUTHORIZATION'] ?? '', $found);
    if ($bearer === 1) {
        session_id($found[1]);
    }
    $user = openSession();
    if ($call === 'POST /login') {
        $known = USERS[$_POST['user'] ?? ''] ?? null;
        if ($known === null || !hash_equals($known['password'], (string) ($_POST['password'] ?? ''))) {
            return [401, ['error' => 'wrong user or password']];
        }
        session_regenerate_id(true);
        $_SESSION['user'] = $_POST['user'];
        return [200, ['session' => session_id()]];
    }
    if ($user === null) {
        return [401, ['error' => 'please log in']];
    }
    switch ($call) {
        case 'POST /contract-token':
            return [200, ['token' => tokenFor($user)]];
        case 'GET /contract':
            return [200, ['status' => contractOf($user)]];
        case 'POST /logout':
            session_destroy();
            return [200, []];
        default:
            return [404, ['error' => 'not found']];
    }
}

try {
    [$status, $body] = answer($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
} catch (Throwable $error) {
    error_log((string) $error);
    [$status, $body] = [502, ['error' => 'try again later']];
}
http_response_code($status);
header('Content-Type: application/json');
header('Cache-Control: no-store');
echo json_encode((object) $body, JSON_THROW_ON_ERROR);
