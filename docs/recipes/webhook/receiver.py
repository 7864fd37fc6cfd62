"""接收协议事件：验证签名，按 eventId 去重，记进自己的表，再答 2xx。只用标准库，Python 3.9 起。
Takes contract events: checks the signature, takes each eventId once, keeps it in a table of its own, then answers 2xx.

运行 Run:  MERCHANT_WEBHOOK_SECRET=whsec_… PORT=8080 python3 receiver.py
"""

import base64
import hashlib
import hmac
import json
import os
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# 和后端的 MERCHANT_WEBHOOK_SECRET 相同；更换时可以有两个，逗号隔开。
# The same as the server's; two, separated by a comma, while one takes the other's place.
SECRETS = [
    base64.b64decode(secret.strip().removeprefix("whsec_"), validate=True)
    for secret in os.environ["MERCHANT_WEBHOOK_SECRET"].split(",")
]
TOLERANCE_SECONDS = 300
LARGEST_BODY = 64 * 1024


class Contracts:
    """代替你自己的数据库表：一行一个事件，eventId 唯一。Stands for a table of your database: a line an event, eventId unique."""

    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()
        self.seen = set()
        if os.path.exists(path):
            with open(path, encoding="utf-8") as lines:
                self.seen = {line.split("\t")[0] for line in lines}

    def add(self, event, status):
        # 在数据库里：一个事务，先插入 eventId（唯一约束），再改协议。
        # In a database: one transaction that inserts the eventId (unique) and then changes the contract.
        with self.lock:
            if event["eventId"] in self.seen:
                return
            fields = (event["eventId"], event["outContractCode"], status, event["contractId"], event["openid"])
            with open(self.path, "a", encoding="utf-8") as table:
                table.write("\t".join(fields) + "\n")
                table.flush()
                os.fsync(table.fileno())
            self.seen.add(event["eventId"])


def is_authentic(headers, body):
    """按 Standard Webhooks 验证：签的是“id.时间.原始字节”。What is signed: id, time and the very bytes of the body."""
    event_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not event_id or not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{event_id}.{timestamp}.".encode() + body
    expected = [
        "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode() for secret in SECRETS
    ]
    # 头里可以有好几个签名，空格隔开；比较要用固定时间的函数。Several signatures, separated by spaces; compared in constant time.
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(one.encode(), each.encode()) for one in given for each in expected)


def handle(event, contracts):
    if event["type"] == "contract.signed":
        # 迟到的签约事件：协议已经解约，什么也不开通。A late one, of a contract that has ended since: open nothing.
        if event["contractStatus"] != "terminated":
            contracts.add(event, "active")
    elif event["type"] == "contract.terminated":
        contracts.add(event, "ended")
    # 不认识的类型也算收下：以后会有新的。A type that is not known counts as taken: there will be more.


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        if length > LARGEST_BODY:
            return self.answer(413)
        body = self.rfile.read(length)
        if not body:
            return self.answer(400)
        if not is_authentic(self.headers, body):
            return self.answer(401)
        try:
            handle(json.loads(body), self.server.contracts)
        except Exception as error:  # 没有收下：后端稍后再发。Not taken: the server sends it again later.
            self.log_error("%r", error)
            return self.answer(500)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()


if __name__ == "__main__":
    # 只在本机监听：https 由前面的反向代理负责。On this machine only: https is for the reverse proxy before it.
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver)
    server.contracts = Contracts(os.environ.get("CONTRACTS_FILE", "contracts.tsv"))
    server.serve_forever()
