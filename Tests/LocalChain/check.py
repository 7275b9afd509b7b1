"""Checks the local chain with web3.py and eth-account, which share no code with this project.

    sh Tests/LocalChain/start.sh --check URL
"""

import json
import sys
import time
import urllib.error
import urllib.request

from eth_account import Account
from web3 import Web3
from web3.exceptions import ContractCustomError, ContractLogicError, ContractPanicError, Web3RPCError

url = sys.argv[1].rstrip("/") + f"/check-{time.time_ns()}"
web3 = Web3(Web3.HTTPProvider(url))
checks = 0


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"LocalChain check failed: {what}")


def rpc(method, *params):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"})) as answer:
        return json.load(answer)


def fails(kind, action):
    try:
        action()
    except kind as error:
        return error
    raise SystemExit(f"LocalChain check failed: expected {kind.__name__}")


contracts = rpc("test_contracts")["result"]
alice, bob = (Account.from_key(entry["key"]) for entry in contracts["accounts"][:2])


def at(label, contract=None):
    entry = contracts["deployed"][label]
    return web3.eth.contract(address=entry["address"], abi=contracts["abi"][contract or entry["contract"]])


def send(call=None, sender=alice, **fields):
    transaction = {
        "from": sender.address,
        "nonce": web3.eth.get_transaction_count(sender.address, "pending"),
        "chainId": web3.eth.chain_id,
        "maxFeePerGas": web3.eth.gas_price * 2,
        "maxPriorityFeePerGas": web3.eth.max_priority_fee,
        **fields,
    }
    if call is not None:
        transaction = call.build_transaction(transaction)
    signed = sender.sign_transaction({key: value for key, value in transaction.items() if key != "from"})
    return web3.eth.send_raw_transaction(signed.raw_transaction)


check(web3.eth.chain_id == 31337, "chain id")
check(web3.eth.get_balance(alice.address) == 10**24, "balance")

# Value transfers, fees and receipts.
before = web3.eth.get_balance(bob.address)
receipt = web3.eth.wait_for_transaction_receipt(send(to=bob.address, value=123, gas=21000))
check(receipt.status == 1 and receipt.gasUsed == 21000, "a transfer's receipt")
check(web3.eth.get_balance(bob.address) == before + 123, "a transfer's effect")
block = web3.eth.get_block(receipt.blockNumber, full_transactions=True)
check(block.hash == receipt.blockHash and block.transactions[0]["from"] == alice.address, "the block of a transaction")
check(receipt.effectiveGasPrice == block.baseFeePerGas + 10**9, "effective gas price")
history = web3.eth.fee_history(3, "latest", [10, 50])
check(len(history.baseFeePerGas) == 4 and history.reward[-1] == [10**9, 10**9], "fee history")
legacy = alice.sign_transaction(
    {"nonce": web3.eth.get_transaction_count(alice.address), "gasPrice": 3 * 10**9, "gas": 21000, "to": bob.address, "value": 1, "chainId": 31337}
)
check(web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(legacy.raw_transaction)).type == 0, "a legacy transaction")

# The token.
token = at("token")
check(token.functions.decimals().call() == 6, "decimals")
web3.eth.wait_for_transaction_receipt(send(token.functions.mint(alice.address, 1000)))
receipt = web3.eth.wait_for_transaction_receipt(send(token.functions.transfer(bob.address, 400)))
check(token.functions.balanceOf(bob.address).call() == 400, "token transfer")
check(token.functions.balanceOf(bob.address).call(block_identifier=receipt.blockNumber - 1) == 0, "a call in the past")
check(token.events.Transfer().process_receipt(receipt)[0].args.value == 400, "an event")
check(len(token.events.Transfer().get_logs(from_block=0, argument_filters={"receiver": bob.address})) == 1, "logs by topic")
error = fails(ContractLogicError, lambda: token.functions.transfer(bob.address, 10**9).call({"from": alice.address}))
check("ERC20: transfer amount exceeds balance" in str(error), "Error(string)")
permit = {
    "types": {
        "EIP712Domain": [
            {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
            {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"},
        ],
        "Permit": [
            {"name": "owner", "type": "address"}, {"name": "spender", "type": "address"}, {"name": "value", "type": "uint256"},
            {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"},
        ],
    },
    "primaryType": "Permit",
    "domain": {"name": "Test Dollar", "version": "1", "chainId": 31337, "verifyingContract": token.address},
    "message": {"owner": alice.address, "spender": bob.address, "value": 77, "nonce": 0, "deadline": 2**63},
}  # fmt: skip
signed = alice.sign_typed_data(full_message=permit)
r, s = (value.to_bytes(32, "big") for value in (signed.r, signed.s))
web3.eth.wait_for_transaction_receipt(send(token.functions.permit(alice.address, bob.address, 77, 2**63, signed.v, r, s), bob))
check(token.functions.allowance(alice.address, bob.address).call() == 77, "permit")

# Reverts.
faults = at("faults")
check("overflow" in str(fails(ContractPanicError, faults.functions.failWithPanic(0x11).call)), "a panic")
custom = fails(ContractCustomError, faults.functions.failUnauthorized(bob.address, b"\x01" * 32).call)
check(custom.data.startswith("0xe2517d3f"), "a custom error")
answer = rpc("eth_call", {"to": faults.address, "data": faults.encode_abi("failWithReason", ["nothing doing"])}, "latest")["error"]
check(answer["code"] == 3 and answer["message"] == "execution reverted: nothing doing" and answer["data"].startswith("0x08c379a0"), "an error")
answer = rpc("eth_call", {"to": faults.address, "data": faults.encode_abi("failWithoutData", [])}, "latest")["error"]
check(answer == {"code": -32000, "message": "execution reverted"}, "a revert without data")
inner = token.encode_abi("transfer", [bob.address, 10**9])
nested = fails(ContractCustomError, lambda: faults.functions.execute([token.address], [inner]).call({"from": alice.address}))
check(nested.data.startswith(Web3.to_hex(Web3.keccak(text="OperationFailed(uint256,bytes)")[:4])), "a nested error")
fails(ContractCustomError, lambda: faults.functions.execute([token.address], [inner]).estimate_gas({"from": alice.address}))
failed = web3.eth.wait_for_transaction_receipt(send(faults.functions.setValueWhen(99, 1), gas=100_000, sender=bob))
check(failed.status == 0 and failed.logs == [], "a failed transaction")
check("out of gas" in str(fails(Web3RPCError, lambda: faults.functions.burnGas().call({"gas": 100_000}))), "out of gas")
estimate = faults.functions.setValue(5).estimate_gas({"from": alice.address})
receipt = web3.eth.wait_for_transaction_receipt(send(faults.functions.setValue(5), gas=estimate))
check(receipt.status == 1 and receipt.gasUsed <= estimate <= receipt.gasUsed * 1.05, f"an estimate: {estimate}, {receipt.gasUsed}")

# The pool.
rpc("test_setAutomine", False)
nonce = web3.eth.get_transaction_count(alice.address)
first = send(to=bob.address, value=1, gas=21000)
check(web3.eth.get_transaction_count(alice.address, "pending") == nonce + 1, "the pending nonce")
check(web3.eth.get_transaction(first).blockNumber is None, "a pending transaction")
check("underpriced" in str(fails(Web3RPCError, lambda: send(to=bob.address, value=2, gas=21000, nonce=nonce))), "a replacement too cheap")
second = send(to=bob.address, value=2, gas=21000, nonce=nonce, maxFeePerGas=10**11, maxPriorityFeePerGas=3 * 10**9)
rpc("evm_mine")
check(web3.eth.get_transaction_receipt(second).status == 1, "the replacement is mined")
check(rpc("eth_getTransactionReceipt", Web3.to_hex(first))["result"] is None, "the replaced is gone")
check("nonce too low" in str(fails(Web3RPCError, lambda: send(to=bob.address, value=2, gas=21000, nonce=nonce))), "a nonce too low")
rpc("test_setAutomine", True)

# A reorganisation.
snapshot = rpc("evm_snapshot")["result"]
emitter = at("emitter")
ping = send(emitter.functions.ping(7, 8, "hello"))
gone = web3.eth.get_transaction_receipt(ping)
check(rpc("evm_revert", snapshot)["result"] is True, "revert to a snapshot")
rpc("evm_mine")
check(web3.eth.get_block(gone.blockNumber).hash != gone.blockHash, "another block at that height")
check(rpc("eth_getTransactionReceipt", Web3.to_hex(ping))["result"] is None, "the transaction was never mined")
check(rpc("eth_getBlockByHash", Web3.to_hex(gone.blockHash), False)["result"] is None, "the block is gone")
web3.eth.wait_for_transaction_receipt(send(emitter.functions.tick(50)))
check(emitter.functions.count().call() == 50, "the state starts from the snapshot")

# Proxies, a clone and a diamond.
for label in ("ledger", "proxy", "beaconProxy", "clone", "diamond"):
    ledger = at(label, "Ledger")
    web3.eth.wait_for_transaction_receipt(send(ledger.functions.enter(42)))
    check(ledger.functions.entry(0).call() == 42 and ledger.functions.entryCount().call() == 1, f"the ledger through {label}")
    check("Invalid entry" in str(fails(ContractLogicError, ledger.functions.entry(9).call)), f"a revert through {label}")
diamond = at("diamond")
check([len(facet[1]) for facet in diamond.functions.facets().call()] == [4, 1], "the loupe")
slot = int.from_bytes(Web3.keccak(text="eip1967.proxy.implementation"), "big") - 1
stored = web3.eth.get_storage_at(contracts["deployed"]["proxy"]["address"], slot)
check(Web3.to_checksum_address(stored[12:]) == contracts["deployed"]["ledger"]["address"], "the slot of EIP-1967")
domain = at("typed").functions.eip712Domain().call()
check(domain[1:3] == ["SymmioInstantLayer", "1"] and domain[3] == 31337, f"the EIP-712 domain: {domain}")

# Multicall3.
calls = [(token.address, False, token.encode_abi("decimals", [])), (faults.address, True, faults.encode_abi("failWithReason", ["no"]))]
results = at("multicall3").functions.aggregate3(calls).call()
check([result[0] for result in results] == [True, False] and int.from_bytes(results[0][1], "big") == 6, f"aggregate3: {results}")
check(results[1][1][:4].hex() == "08c379a0", "a failure within aggregate3")

# Isolation and faults.
other = Web3(Web3.HTTPProvider(url + "-other"))
check(other.eth.get_transaction_count(alice.address) == 0, "another chain is another")
rpc("test_faults", {"kind": "status", "code": 429, "retryAfter": 1, "method": "eth_chainId"})
try:
    rpc("eth_chainId")
    check(False, "429")
except urllib.error.HTTPError as error:
    check(error.code == 429 and error.headers["Retry-After"] == "1", "429")
rpc("test_faults", {"kind": "wrongId"}, {"kind": "dropAfter"})
check(rpc("eth_chainId")["id"] == 987654321, "a wrong id")
try:
    rpc("eth_chainId")
    check(False, "a dropped connection")
except OSError:
    pass
check(rpc("eth_chainId")["result"] == "0x7a69", "no fault is left")

print(f"LocalChain: {checks} checks passed")
