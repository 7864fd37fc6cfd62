"""
用 Python 3 和 cryptography 对着模拟器走一遍签约：预签约、用户签约、收通知、查询，每一步都验签。
A signing against the simulator: pre-sign, the user signs, the notification, the query; every signature is verified.

    pip install cryptography        # 或 Debian 的 python3-cryptography / or Debian's package
    wechatpay-simulator --print-env json > simulator.json &     # 等文件里有内容 / until the file is filled
    python3 sign_once.py simulator.json
"""

import base64
import json
import queue
import secrets
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

# 都来自 --print-env；换成真实商户的值，除了 as_the_user 都不用改。
# All from --print-env; with a real merchant's values only as_the_user has to go.
with open(sys.argv[1], encoding="utf-8") as file:
    settings = json.load(file)

base_url = settings["WECHATPAY_BASE_URL"]
merchant_key = load_pem_private_key(settings["WECHATPAY_MERCHANT_PRIVATE_KEY"].encode(), password=None)
platform_serial = settings["WECHATPAY_PUBLIC_KEY_ID"]
platform_key = load_pem_public_key(settings["WECHATPAY_PUBLIC_KEY"].encode())
aes = AESGCM(settings["WECHATPAY_APIV3_KEY"].encode())

PRE_SIGN = "/v3/password-exempt-contract/contracts/service-provider/pre-entrust-sign/mini-program"
notifications = queue.Queue()

# 本机的地址不经过代理。Nothing on this machine goes through a proxy.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method, path, body=b""):
    """签名、发送、验签。Signs, sends, verifies. Raises on anything but a 2xx that WeChat Pay has signed."""
    timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
    message = "\n".join([method, path, timestamp, nonce, ""]).encode() + body + b"\n"
    fields = {
        "mchid": settings["WECHATPAY_MCHID"],
        "nonce_str": nonce,
        "signature": base64.b64encode(merchant_key.sign(message, PKCS1v15(), SHA256())).decode(),
        "timestamp": timestamp,
        "serial_no": settings["WECHATPAY_MERCHANT_SERIAL"],
    }
    headers = {
        "Authorization": "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{name}="{value}"' for name, value in fields.items()),
        "Accept": "application/json",
        "Content-Type": "application/json",
        "User-Agent": "sign-once-python",
        # 应答和通知就用这把密钥签名。Answers and notifications are then signed with this key.
        "Wechatpay-Serial": platform_serial,
    }
    request = urllib.request.Request(base_url + path, data=body or None, headers=headers, method=method)
    with opener.open(request, timeout=10) as response:
        answer = response.read()
        verify(response.headers, answer)
    return json.loads(answer)


def verify(headers, body):
    """收到的原文就是签了名的内容。The bytes as they came are what was signed. Raises when they were not."""
    if headers.get("Wechatpay-Serial") != platform_serial:
        raise InvalidSignature("unknown key")
    timestamp = headers.get("Wechatpay-Timestamp", "")
    if abs(time.time() - int(timestamp)) > 300:
        raise InvalidSignature("stale")
    message = f"{timestamp}\n{headers.get('Wechatpay-Nonce', '')}\n".encode() + body + b"\n"
    # 微信支付有时故意发签名错误的通知（WECHATPAY/SIGNTEST/ 开头），看您拒不拒绝。
    # WeChat Pay at times sends a wrong signature on purpose, to see that it is refused.
    signature = base64.b64decode(headers.get("Wechatpay-Signature", ""), validate=True)
    platform_key.verify(signature, message, PKCS1v15(), SHA256())


def decrypt(resource):
    """AEAD_AES_256_GCM：密文末尾 16 字节是校验值，一并核对。The tag at its end is checked too."""
    nonce, associated_data = resource["nonce"].encode(), resource["associated_data"].encode()
    return json.loads(aes.decrypt(nonce, base64.b64decode(resource["ciphertext"]), associated_data))


class Notifications(BaseHTTPRequestHandler):
    """先验签，再解密，最后应答 204；验不过的一律 401，什么也不做。Verify, decrypt, answer 204; else 401 and nothing else."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            verify(self.headers, body)
        except (InvalidSignature, ValueError) as error:
            print("拒绝了一条通知 refused a notification:", repr(error), flush=True)
            self.answer(401, b'{"code": "FAIL", "message": "signature"}')
            return
        notifications.put(decrypt(json.loads(body)["resource"]))
        self.answer(204)

    def answer(self, status, body=b""):
        self.send_response(status)
        if body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def as_the_user(path):
    """模拟器的控制接口：代替用户点“同意”。真实环境里是用户在微信里点。In the simulator alone: what the user would tap."""
    request = urllib.request.Request(
        f"{base_url}/_simulator{path}", data=b"{}", headers={"Content-Type": "application/json"}, method="POST"
    )
    opener.open(request, timeout=10).close()


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Notifications)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service_id = int(settings["SERVICE_ID"])
    code = f"P{secrets.token_hex(12)}"

    pre_signed = call(
        "POST",
        PRE_SIGN,
        json.dumps(
            {
                "sp_appid": settings["SP_APPID"],
                "sub_mchid": settings["SUB_MCHID"],
                "sub_appid": settings["SUB_APPID"],
                "sub_openid": "oPythonUser0000000000000000",
                "service_id": service_id,
                "out_contract_code": code,
                "notify_url": f"http://127.0.0.1:{server.server_port}/notifications/wechatpay",
                "contract_display_account": "微信用户",
            }
        ).encode(),
    )
    print("预签约成功，应答验签通过 pre-signed:", pre_signed["pre_entrustweb_id"], flush=True)

    as_the_user(f"/contracts/{code}/sign")
    # 签名不对的通知已被拒绝，微信支付会重发。What was wrongly signed was refused: it is sent again.
    contract = notifications.get(timeout=60)
    assert contract["out_contract_code"] == code, contract
    assert contract["contract_state"] == "SIGNED", contract
    print("通知验签、解密通过 notified:", contract["contract_id"], flush=True)

    found = call("GET", f"/v3/password-exempt-contract/contracts/service-id/{service_id}/out-contract-code/{code}")
    assert (found["contract_state"], found["contract_id"]) == ("SIGNED", contract["contract_id"]), found
    print("查询结果与通知一致 queried:", found["contract_state"], flush=True)
    server.shutdown()


main()
