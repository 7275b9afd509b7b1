"""The JSON-RPC methods on top of a chain: geth's names, shapes and errors, and the controls that tests have."""

from eth_utils import decode_hex, encode_hex, keccak, to_checksum_address

from chain import RPCError, fee_caps

ZERO_HASH = bytes(32)


def quantity(text):
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    if not isinstance(text, str) or not text.startswith("0x") or len(text) < 3:
        raise RPCError(-32602, f"invalid argument: {text!r} is no quantity")
    try:
        return int(text, 16)
    except ValueError as error:
        raise RPCError(-32602, f"invalid argument: {text!r} is no quantity") from error


def data_bytes(text, length=None):
    if not isinstance(text, str) or not text.startswith("0x") or len(text) % 2:
        raise RPCError(-32602, f"invalid argument: {text!r} is no data")
    try:
        value = decode_hex(text)
    except Exception as error:
        raise RPCError(-32602, f"invalid argument: {text!r} is no data") from error
    if length is not None and len(value) != length:
        raise RPCError(-32602, f"invalid argument: expected {length} bytes, have {len(value)}")
    return value


class Node:
    """A chain, its limits, its contracts, and what was asked of it."""

    def __init__(self, chain, contracts):
        self.chain = chain
        self.contracts = contracts
        self.log_range_limit = None
        self.log_result_limit = None
        self.requests = []
        self.hidden_methods = set()

    def handle(self, method, params):
        handler = getattr(self, method, None) if "_" in method and not method.startswith("_") else None
        if handler is None or method in self.hidden_methods or not callable(handler) or method == "log_filter":
            raise RPCError(-32601, f"the method {method} does not exist/is not available")
        if not isinstance(params, list):
            raise RPCError(-32602, "non-array args")
        try:
            return handler(*params)
        except TypeError as error:
            if "positional argument" in str(error):
                raise RPCError(-32602, f"wrong number of arguments for {method}") from error
            raise

    # --- helpers

    def _at(self, tag):
        """The block of a tag, a number, or an object of EIP-1898."""
        if isinstance(tag, dict):
            if "blockHash" in tag:
                mined = self.chain.block_by_hash(data_bytes(tag["blockHash"], 32))
            else:
                mined = self.chain.block_by_number(quantity(tag.get("blockNumber")))
        elif tag in (None, "latest", "pending", "safe", "finalized"):
            mined = self.chain.head
        elif tag == "earliest":
            mined = self.chain.block_by_number(0)
        else:
            mined = self.chain.block_by_number(quantity(tag))
        if mined is None:
            raise RPCError(-32000, "header not found")
        return mined

    def _call_object(self, call):
        if not isinstance(call, dict):
            raise RPCError(-32602, "invalid argument 0: expected an object")
        result = {}
        for key in ("from", "to"):
            if call.get(key) is not None:
                result[key] = data_bytes(call[key], 20)
        for key in ("gas", "value"):
            if call.get(key) is not None:
                result[key] = quantity(call[key])
        text = call.get("input") if call.get("input") is not None else call.get("data")
        if text is not None:
            result["data"] = data_bytes(text)
        return result

    # --- chain

    def eth_chainId(self):
        return hex(self.chain.chain_id)

    def net_version(self):
        return str(self.chain.chain_id)

    def web3_clientVersion(self):
        return "LocalChain/py-evm"

    def eth_blockNumber(self):
        return hex(self.chain.head.number)

    def eth_syncing(self):
        return False

    # --- state

    def eth_getBalance(self, address, tag="latest"):
        return hex(self.chain.vm(self._at(tag)).state.get_balance(data_bytes(address, 20)))

    def eth_getCode(self, address, tag="latest"):
        return encode_hex(self.chain.vm(self._at(tag)).state.get_code(data_bytes(address, 20)))

    def eth_getStorageAt(self, address, slot, tag="latest"):
        value = self.chain.vm(self._at(tag)).state.get_storage(data_bytes(address, 20), quantity(slot))
        return encode_hex(value.to_bytes(32, "big"))

    def eth_getTransactionCount(self, address, tag="latest"):
        sender = data_bytes(address, 20)
        if tag == "pending":
            return hex(self.chain.pending_nonce(sender))
        return hex(self.chain.vm(self._at(tag)).state.get_nonce(sender))

    # --- fees

    def eth_gasPrice(self):
        return hex(self.chain.base_fee_of_next() + 10**9)

    def eth_maxPriorityFeePerGas(self):
        return hex(10**9)

    def eth_feeHistory(self, count, newest="latest", percentiles=None):
        count = min(quantity(count), 1024)
        last = self._at(newest).number
        first = max(0, last + 1 - count)
        blocks = [self.chain.block_by_number(number) for number in range(first, last + 1)]
        following = self.chain.block_by_number(last + 1)
        next_fee = following.header.base_fee_per_gas if following else self.chain.base_fee_of_next()
        result = {
            "oldestBlock": hex(first),
            "baseFeePerGas": [hex(mined.header.base_fee_per_gas) for mined in blocks] + [hex(next_fee)],
            "gasUsedRatio": [mined.header.gas_used / mined.header.gas_limit for mined in blocks],
        }
        if percentiles:
            result["reward"] = [[hex(reward) for reward in self._rewards(mined, percentiles)] for mined in blocks]
        return result

    @staticmethod
    def _rewards(mined, percentiles):
        """The tips at percentiles of the block's gas, as geth counts them; an empty block has zeros."""
        base = mined.header.base_fee_per_gas
        before, paid = 0, []
        for transaction, receipt in zip(mined.transactions, mined.receipts):
            cap, tip = fee_caps(transaction)
            paid.append((min(tip, cap - base), receipt.gas_used - before))
            before = receipt.gas_used
        paid.sort()
        rewards = []
        for percentile in percentiles:
            reached, reward = 0, paid[-1][0] if paid else 0
            for tip, gas in paid:
                reached += gas
                if reached >= before * percentile / 100:
                    reward = tip
                    break
            rewards.append(reward)
        return rewards

    # --- calls and transactions

    def eth_call(self, call, tag="latest"):
        return encode_hex(self.chain.call(self._call_object(call), self._at(tag)))

    def eth_estimateGas(self, call, tag="latest"):
        return hex(self.chain.estimate(self._call_object(call), self._at(tag)))

    def eth_sendRawTransaction(self, raw):
        return encode_hex(self.chain.send(data_bytes(raw)))

    def eth_getTransactionByHash(self, transaction_hash):
        found = self.chain.find_transaction(data_bytes(transaction_hash, 32))
        if found is None:
            return None
        mined, place = found
        return self._transaction(place, None, None) if mined is None else self._transaction(mined.transactions[place], mined, place)

    def _transaction(self, transaction, mined, index):
        kind = getattr(transaction, "type_id", None)
        cap, tip = fee_caps(transaction)
        answer = {
            "hash": encode_hex(transaction.hash),
            "type": hex(kind or 0),
            "nonce": hex(transaction.nonce),
            "from": encode_hex(transaction.sender),
            "to": encode_hex(transaction.to) if transaction.to else None,
            "value": hex(transaction.value),
            "gas": hex(transaction.gas),
            "input": encode_hex(transaction.data),
            "r": hex(transaction.r),
            "s": hex(transaction.s),
            "blockHash": encode_hex(mined.hash) if mined else None,
            "blockNumber": hex(mined.number) if mined else None,
            "transactionIndex": hex(index) if mined else None,
        }
        if kind:
            answer["chainId"] = hex(transaction.chain_id)
            answer["yParity"] = answer["v"] = hex(transaction.y_parity)
            answer["accessList"] = [
                {"address": encode_hex(account), "storageKeys": [encode_hex(key.to_bytes(32, "big")) for key in keys]}
                for account, keys in transaction.access_list
            ]
        else:
            answer["v"] = hex(transaction.v)
            if transaction.chain_id is not None:
                answer["chainId"] = hex(transaction.chain_id)
        if kind == 2:
            answer["maxFeePerGas"] = hex(cap)
            answer["maxPriorityFeePerGas"] = hex(tip)
            answer["gasPrice"] = hex(min(cap, mined.header.base_fee_per_gas + tip) if mined else cap)
        else:
            answer["gasPrice"] = hex(cap)
        return answer

    def eth_getTransactionReceipt(self, transaction_hash):
        found = self.chain.find_transaction(data_bytes(transaction_hash, 32))
        if found is None or found[0] is None:
            return None
        mined, index = found
        transaction, receipt = mined.transactions[index], mined.receipts[index]
        before = mined.receipts[index - 1].gas_used if index else 0
        cap, tip = fee_caps(transaction)
        created = None
        if not transaction.to:
            import rlp

            created = to_checksum_address(keccak(rlp.encode([transaction.sender, transaction.nonce]))[12:]).lower()
        return {
            "transactionHash": encode_hex(transaction.hash),
            "transactionIndex": hex(index),
            "blockHash": encode_hex(mined.hash),
            "blockNumber": hex(mined.number),
            "from": encode_hex(transaction.sender),
            "to": encode_hex(transaction.to) if transaction.to else None,
            "contractAddress": created,
            "cumulativeGasUsed": hex(receipt.gas_used),
            "gasUsed": hex(receipt.gas_used - before),
            "effectiveGasPrice": hex(min(cap, mined.header.base_fee_per_gas + tip)),
            "type": hex(getattr(transaction, "type_id", None) or 0),
            "status": "0x1" if receipt.state_root == b"\x01" else "0x0",
            "logsBloom": encode_hex(receipt.bloom.to_bytes(256, "big")),
            "logs": [log for log in self._logs(mined) if log["transactionIndex"] == hex(index)],
        }

    # --- blocks

    def eth_getBlockByNumber(self, tag, full=False):
        try:
            return self._block(self._at(tag), full)
        except RPCError as error:
            if error.message == "header not found":
                return None
            raise

    def eth_getBlockByHash(self, block_hash, full=False):
        mined = self.chain.block_by_hash(data_bytes(block_hash, 32))
        return mined and self._block(mined, full)

    def _block(self, mined, full):
        header = mined.header
        return {
            "number": hex(mined.number),
            "hash": encode_hex(mined.hash),
            "parentHash": encode_hex(header.parent_hash),
            "nonce": encode_hex(header.nonce),
            "mixHash": encode_hex(header.mix_hash),
            "sha3Uncles": encode_hex(header.uncles_hash),
            "logsBloom": encode_hex(header.bloom.to_bytes(256, "big")),
            "transactionsRoot": encode_hex(header.transaction_root),
            "stateRoot": encode_hex(header.state_root),
            "receiptsRoot": encode_hex(header.receipt_root),
            "miner": encode_hex(header.coinbase),
            "difficulty": hex(header.difficulty),
            "extraData": encode_hex(header.extra_data),
            "size": "0x0",
            "gasLimit": hex(header.gas_limit),
            "gasUsed": hex(header.gas_used),
            "timestamp": hex(header.timestamp),
            "baseFeePerGas": hex(header.base_fee_per_gas),
            "uncles": [],
            "transactions": [
                self._transaction(transaction, mined, index) if full else encode_hex(transaction.hash)
                for index, transaction in enumerate(mined.transactions)
            ],
        }

    # --- logs

    def _logs(self, mined):
        answer = []
        for index, (transaction, receipt) in enumerate(zip(mined.transactions, mined.receipts)):
            for log in receipt.logs:
                answer.append(
                    {
                        "address": encode_hex(log.address),
                        "topics": [encode_hex(topic.to_bytes(32, "big")) for topic in log.topics],
                        "data": encode_hex(log.data),
                        "blockNumber": hex(mined.number),
                        "blockHash": encode_hex(mined.hash),
                        "transactionHash": encode_hex(transaction.hash),
                        "transactionIndex": hex(index),
                        "logIndex": hex(len(answer)),
                        "removed": False,
                    }
                )
        return answer

    def eth_getLogs(self, wanted):
        if not isinstance(wanted, dict):
            raise RPCError(-32602, "invalid argument 0: expected an object")
        if "blockHash" in wanted:
            mined = self.chain.block_by_hash(data_bytes(wanted["blockHash"], 32))
            if mined is None:
                raise RPCError(-32000, "unknown block")
            blocks = [mined]
        else:
            # A last block that is not there yet is the latest one, as on geth.
            first, last = (self._bound(wanted.get(key, "latest")) for key in ("fromBlock", "toBlock"))
            if first > last:
                raise RPCError(-32000, "invalid block range params")
            if self.log_range_limit is not None and last - first + 1 > self.log_range_limit:
                raise RPCError(-32005, f"query exceeds max block range {self.log_range_limit}")
            blocks = self.chain.blocks[first : last + 1]
        matches = self._matcher(wanted.get("address"), wanted.get("topics") or [])
        found = [log for mined in blocks for log in self._logs(mined) if matches(log)]
        if self.log_result_limit is not None and len(found) > self.log_result_limit:
            raise RPCError(-32005, f"query returned more than {self.log_result_limit} results")
        return found

    def _bound(self, tag):
        if tag in ("latest", "pending", "safe", "finalized", None):
            return self.chain.head.number
        return 0 if tag == "earliest" else quantity(tag)

    @staticmethod
    def _matcher(address, topics):
        addresses = None if address is None else {text.lower() for text in ([address] if isinstance(address, str) else address)}
        if addresses is not None and not addresses:
            addresses = None
        alternatives = [None if topic is None else {t.lower() for t in ([topic] if isinstance(topic, str) else topic)} for topic in topics]

        def matches(log):
            if addresses is not None and log["address"] not in addresses:
                return False
            if len(alternatives) > len(log["topics"]):
                return False
            return all(not wanted or has in wanted for wanted, has in zip(alternatives, log["topics"]))

        return matches

    # --- controls, after those of other test chains

    def evm_mine(self, count="0x1"):
        for _ in range(quantity(count)):
            self.chain.mine()
        return "0x0"

    def evm_increaseTime(self, seconds):
        self.chain.clock_offset += quantity(seconds)
        return hex(self.chain.clock_offset)

    def evm_snapshot(self):
        return hex(self.chain.snapshot())

    def evm_revert(self, name, keep_transactions=False):
        """With `keep_transactions`, what the removed blocks held waits in the pool again."""
        return self.chain.revert(quantity(name), keep_transactions)

    def test_setAutomine(self, automatic):
        self.chain.automine = bool(automatic)
        return True

    def test_fund(self, address, wei):
        account, amount = data_bytes(address, 20), quantity(wei)
        self.chain.set_state(lambda state: state.delta_balance(account, amount))
        return True

    def test_setCode(self, address, code):
        account, value = data_bytes(address, 20), data_bytes(code)
        self.chain.set_state(lambda state: state.set_code(account, value))
        return True

    def test_dropTransactions(self):
        """Forgets what waits in the pool, as a node that restarts does."""
        count = sum(len(queue) for queue in self.chain.pool.values())
        self.chain.pool = {}
        return hex(count)

    def test_setLogLimits(self, limits):
        self.log_range_limit = limits.get("range")
        self.log_result_limit = limits.get("results")
        return True

    def test_hideMethods(self, methods):
        """Makes the node one that does not know some methods."""
        self.hidden_methods = set(methods)
        return True

    def test_contracts(self):
        return self.contracts

    def test_requests(self):
        """The methods asked for since the last time, in order; controls do not count."""
        asked, self.requests = self.requests, []
        return asked
