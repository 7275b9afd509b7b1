"""A local EVM chain over HTTP JSON-RPC, for integration tests. `start.sh` runs it; the README tells what it can do.

Prints one line when it is ready: `LocalChain ready at http://127.0.0.1:PORT`. Ends when its standard input ends, so that it never outlives
the tests that started it.
"""

import argparse
import json
import os
import pathlib
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from eth_abi import encode as abi_encode
from eth_account import Account
from eth_utils import decode_hex, encode_hex, keccak, to_checksum_address

from chain import LocalChain, RPCError
from compile_contracts import compile_all
from faults import Faults
from rpc import Node

MULTICALL3 = decode_hex("0xcA11bde05977b3631167028862bE2a173976CA11")
# The accounts' secrets: the hashes of these words and a number. They are worth nothing anywhere else.
ACCOUNT_SEED = "local chain account "
ACCOUNTS = 10
MOST_BODY = 8 * 1024 * 1024


class Session:
    """A node with its lock and its faults."""

    def __init__(self, node):
        self.node = node
        self.lock = threading.Lock()
        self.faults = Faults()


class Sessions:
    """Chains by name. Each starts as the base chain was and lives its own life: tests do not disturb one another."""

    def __init__(self, chain, contracts):
        self._base = chain
        self._contracts = contracts
        self._lock = threading.Lock()
        self._sessions = {}

    def get(self, name):
        with self._lock:
            if name not in self._sessions:
                self._sessions[name] = Session(Node(self._base.fork(), self._contracts))
            return self._sessions[name]


def accounts():
    return [Account.from_key(keccak(text=f"{ACCOUNT_SEED}{index}")) for index in range(ACCOUNTS)]


def deploy_all(chain, compiled):
    """Deploys the contracts with an account that does nothing else, so that their addresses stay the same."""
    deployer = Account.from_key(keccak(text="local chain deployer"))
    sender = decode_hex(deployer.address)
    deployed = {}

    def send(to, data):
        gas = 12_000_000
        nonce = chain.vm().state.get_nonce(sender)
        fields = {
            "type": 2, "chainId": chain.chain_id, "nonce": nonce, "gas": gas, "value": 0, "data": data,
            "maxFeePerGas": 4 * 10**9, "maxPriorityFeePerGas": 10**9,
        }  # fmt: skip
        if to is not None:
            fields["to"] = to_checksum_address(to)
        transaction_hash = chain.send(bytes(deployer.sign_transaction(fields).raw_transaction))
        mined, index = chain.find_transaction(transaction_hash)
        if mined.receipts[index].state_root != b"\x01":
            raise SystemExit(f"LocalChain: setting up the contracts failed at {to or 'a deployment'}")
        return nonce

    def deploy(label, contract, types=(), values=()):
        import rlp

        nonce = send(None, decode_hex(compiled[contract]["bytecode"]) + abi_encode(types, values))
        address = keccak(rlp.encode([sender, nonce]))[12:]
        deployed[label] = {"address": to_checksum_address(address), "contract": contract}
        return address

    def call(to, signature, types, values):
        send(to, keccak(text=signature)[:4] + abi_encode(types, values))

    deploy("token", "Token", ["string", "string", "uint8"], ["Test Dollar", "TUSD", 6])
    deploy("faults", "Faults")
    deploy("emitter", "Emitter")
    ledger = deploy("ledger", "Ledger")
    zero = bytes(20)
    deploy("proxy", "Proxy", ["address", "address"], [ledger, zero])
    beacon = deploy("beacon", "Beacon", ["address"], [ledger])
    deploy("beaconProxy", "Proxy", ["address", "address"], [zero, beacon])
    factory = deploy("factory", "Factory")
    call(factory, "clone(address)", ["address"], [ledger])
    clone = chain.head.receipts[0].logs[0].data[12:32]
    deployed["clone"] = {"address": to_checksum_address(clone), "contract": "Ledger"}
    typed = deploy("typed", "Typed", ["string", "string"], ["SymmioInstantLayer", "1"])
    diamond = deploy("diamond", "Diamond")
    for facet, signatures in (
        (ledger, ["enter(uint256)", "amend(uint256,uint256)", "entry(uint256)", "entryCount()"]),
        (typed, ["recover(bytes32,uint256,uint256,uint256)"]),
    ):
        selectors = [keccak(text=signature)[:4] for signature in signatures]
        call(diamond, "addFacet(address,bytes4[])", ["address", "bytes4[]"], [facet, selectors])
    deployed["multicall3"] = {"address": to_checksum_address(MULTICALL3), "contract": "Multicall3"}
    return {
        "deployed": deployed,
        "abi": {name: contract["abi"] for name, contract in compiled.items()},
        "bytecode": {name: contract["bytecode"] for name, contract in compiled.items()},
        "runtime": {name: contract["runtime"] for name, contract in compiled.items()},
        "accounts": [{"address": account.address, "key": encode_hex(account.key)} for account in accounts()],
    }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Small answers must not wait for the acknowledgement of earlier ones.
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self._answer(405, b"POST JSON-RPC here\n", "text/plain")

    def do_POST(self):
        try:
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            length = -1
        if not 0 <= length <= MOST_BODY:
            self.close_connection = True
            return self._answer(413, b"too large\n", "text/plain")
        body = self.rfile.read(length)
        address = urllib.parse.urlsplit(self.path)
        query = {key: values[-1] for key, values in urllib.parse.parse_qs(address.query).items()}
        session = self.server.sessions.get(address.path.strip("/"))
        try:
            request = json.loads(body)
        except ValueError:
            return self._answer_json({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "parse error"}})
        entries = request if isinstance(request, list) else [request]
        methods = [str(entry.get("method")) for entry in entries if isinstance(entry, dict)]
        rule = session.faults.take(methods)
        if rule is None and "fault" in query:
            rule = {"kind": query["fault"], "code": int(query.get("code", 503)), "seconds": float(query.get("seconds", 1)), "bytes": int(query.get("bytes", 0))}
        self._serve(session, request, rule)

    def _serve(self, session, request, rule):
        kind = rule["kind"] if rule else None
        if kind == "dropBefore":
            return self._drop()
        if kind == "status":
            headers = {"Retry-After": str(rule["retryAfter"])} if "retryAfter" in rule else {}
            return self._answer(rule["code"], b"busy\n", "text/plain", headers)
        if kind == "delayBefore":
            time.sleep(rule["seconds"])
        batch = isinstance(request, list)
        if batch and not request:
            answers = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "empty batch"}}
            return self._answer_json(answers)
        with session.lock:
            answers = [self._handle(session, entry, rule) for entry in (request if batch else [request])]
        answers = [answer for answer in answers if answer is not None]
        if kind == "dropAfter":
            return self._drop()
        if kind == "delay":
            time.sleep(rule["seconds"])
        if kind == "html":
            page = b"<!DOCTYPE html><html><head><title>Just a moment</title></head><body>Checking your browser</body></html>"
            return self._answer(200, page, "text/html")
        if kind == "malformed":
            return self._answer(200, b'{"jsonrpc":"2.0","id":1,"result":"0x', "application/json")
        if kind == "wrongId":
            for answer in answers:
                answer["id"] = 987654321
        if kind == "reorder":
            answers.reverse()
        if kind == "missing":
            answers.pop()
        text = json.dumps(answers if batch else answers[0] if answers else None).encode()
        if kind == "oversized":
            text = text[:-1] + b" " * int(rule["bytes"]) + text[-1:]
        if kind == "truncate":
            return self._truncate(text)
        self._answer(200, text, "application/json")

    @staticmethod
    def _handle(session, entry, rule):
        if not isinstance(entry, dict) or not isinstance(entry.get("method"), str):
            return {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "invalid request"}}
        method, params = entry["method"], entry.get("params", [])
        answer = {"jsonrpc": "2.0", "id": entry.get("id")}
        try:
            if method == "test_faults":
                session.faults.add(params)
                answer["result"] = True
            elif method == "test_clearFaults":
                waiting = session.faults.waiting()
                session.faults.clear()
                answer["result"] = waiting
            else:
                if not method.startswith(("test_", "evm_")):
                    session.node.requests.append(method)
                if rule and rule["kind"] == "error":
                    raise RPCError(rule.get("code", -32000), rule.get("message", "injected"))
                answer["result"] = session.node.handle(method, params)
                if rule and rule["kind"] == "null":
                    answer["result"] = None
        except RPCError as error:
            answer["error"] = {"code": error.code, "message": error.message}
            if error.data is not None:
                answer["error"]["data"] = error.data
        except Exception as error:  # noqa: BLE001 - a test chain tells what went wrong instead of hanging up
            answer["error"] = {"code": -32603, "message": f"internal error: {type(error).__name__}: {error}"}
        return answer if "id" in entry else None

    def _answer_json(self, value):
        self._answer(200, json.dumps(value).encode(), "application/json")

    def _answer(self, status, body, kind, headers=None):
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:
            # The client gave up; that is what some tests are about.
            self.close_connection = True

    def _drop(self):
        self.close_connection = True

    def _truncate(self, text):
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text[: len(text) // 2])
            self.wfile.flush()
        except OSError:
            pass
        self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        # Clients whose patience is tested hang up; a page of traceback for each would look like what went wrong.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 for any that is free")
    parser.add_argument("--chain-id", type=int, default=31337)
    parser.add_argument("--cache", type=pathlib.Path, required=True, help="a folder for compiled contracts")
    parser.add_argument("--keep", action="store_true", help="go on when standard input ends")
    options = parser.parse_args()

    compiled = compile_all(options.cache)
    wealth = 10**24
    deployer = Account.from_key(keccak(text="local chain deployer"))
    balances = {decode_hex(account.address): wealth for account in [*accounts(), deployer]}
    chain = LocalChain(options.chain_id, balances, {MULTICALL3: decode_hex(compiled["Multicall3"]["runtime"])}, int(time.time()) - 3600)
    contracts = deploy_all(chain, compiled)
    server = Server(("127.0.0.1", options.port), Handler)
    server.sessions = Sessions(chain, contracts)
    print(f"LocalChain ready at http://127.0.0.1:{server.server_address[1]}", flush=True)
    if not options.keep:
        threading.Thread(target=end_with_input, daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


def end_with_input():
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
