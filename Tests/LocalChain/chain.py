"""A chain on py-evm: blocks, a pool of pending transactions, state at any block, and the ways of failing that geth has."""

import os
import time
from dataclasses import dataclass, field

from eth.chains.base import MiningChain
from eth.constants import POST_MERGE_DIFFICULTY, POST_MERGE_MIX_HASH, POST_MERGE_NONCE
from eth.db.atomic import AtomicDB
from eth.db.backends.memory import MemoryDB
from eth.exceptions import Revert, VMError
from eth.vm.forks import CancunVM
from eth.vm.spoof import SpoofTransaction
from eth_abi import decode as abi_decode
from eth_utils import ValidationError, encode_hex, keccak

GAS_LIMIT = 30_000_000
CALL_GAS = 50_000_000
ZERO = bytes(20)

PANICS = {
    0x00: "generic panic",
    0x01: "assert(false)",
    0x11: "arithmetic underflow or overflow",
    0x12: "division or modulo by zero",
    0x21: "enum overflow",
    0x22: "invalid encoded storage byte array accessed",
    0x31: "out-of-bounds array access; popping on an empty array",
    0x32: "out-of-bounds access of an array or bytesN",
    0x41: "out of memory",
    0x51: "uninitialized function",
}


class RPCError(Exception):
    """What becomes the `error` of an answer."""

    def __init__(self, code, message, data=None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


def revert_error(data: bytes):
    """As geth reports it: code 3 with the data; where there is none, a plain error."""
    if not data:
        return RPCError(-32000, "execution reverted")
    message = "execution reverted"
    try:
        if data[:4] == keccak(text="Error(string)")[:4]:
            message += ": " + abi_decode(["string"], data[4:])[0]
        elif data[:4] == keccak(text="Panic(uint256)")[:4]:
            code = abi_decode(["uint256"], data[4:])[0]
            message += f": {PANICS.get(code, 'unknown panic code')}"
    except Exception:  # noqa: BLE001 - data that only looks like an error is reported as it is
        pass
    return RPCError(3, message, encode_hex(data))


@dataclass
class Mined:
    """A block with what is not in its header."""

    block: object
    transactions: list = field(default_factory=list)
    receipts: list = field(default_factory=list)

    @property
    def header(self):
        return self.block.header

    @property
    def number(self):
        return self.block.number

    @property
    def hash(self):
        return self.block.hash


class LocalChain:
    """One chain. Not safe for several threads at once; the server holds a lock."""

    def __init__(self, chain_id: int, genesis_balances: dict, genesis_code: dict, timestamp: int):
        self.chain_id = chain_id
        self._db = MemoryDB()
        state = {address: {"balance": balance, "nonce": 0, "code": b"", "storage": {}} for address, balance in genesis_balances.items()}
        for address, code in genesis_code.items():
            state[address] = {"balance": 0, "nonce": 1, "code": code, "storage": {}}
        parameters = {
            "coinbase": ZERO,
            "difficulty": POST_MERGE_DIFFICULTY,
            "mix_hash": POST_MERGE_MIX_HASH,
            "nonce": POST_MERGE_NONCE,
            "extra_data": b"",
            "gas_limit": GAS_LIMIT,
            "timestamp": timestamp,
        }
        self._chain = self._chain_class(chain_id).from_genesis(AtomicDB(self._db), parameters, state)
        self.blocks = [Mined(self._chain.get_canonical_block_by_number(0))]
        self._forget_pool()

    @staticmethod
    def _chain_class(identifier):
        class Chain(MiningChain):
            chain_id = identifier
            vm_configuration = ((0, CancunVM),)

            def create_header_from_parent(self, parent_header, **parameters):
                return super().create_header_from_parent(parent_header, **{**parameters, "gas_limit": parent_header.gas_limit})

        return Chain

    def _forget_pool(self):
        self.pool = {}  # sender -> nonce -> (transaction, order of arrival)
        self._arrivals = 0
        self.automine = True
        self.clock_offset = 0
        self.snapshots = {}
        self.orphans = {}  # hash -> Mined, of blocks that a reorganisation removed

    def fork(self):
        """A chain with the same history that lives its own life from here."""
        copy = object.__new__(LocalChain)
        copy.chain_id = self.chain_id
        copy._db = MemoryDB(dict(self._db.kv_store))
        copy._chain = self._chain_class(self.chain_id)(AtomicDB(copy._db), self._chain.header)
        copy.blocks = list(self.blocks)
        copy._forget_pool()
        return copy

    # --- blocks

    @property
    def head(self):
        return self.blocks[-1]

    def block_by_number(self, number):
        return self.blocks[number] if 0 <= number < len(self.blocks) else None

    def block_by_hash(self, block_hash):
        for mined in reversed(self.blocks):
            if mined.hash == block_hash:
                return mined
        return None

    def find_transaction(self, transaction_hash):
        """`(mined, index)`, or `(None, transaction)` where it waits in the pool, or None."""
        for mined in reversed(self.blocks):
            for index, transaction in enumerate(mined.transactions):
                if transaction.hash == transaction_hash:
                    return mined, index
        for queue in self.pool.values():
            for transaction, _ in queue.values():
                if transaction.hash == transaction_hash:
                    return None, transaction
        return None

    def _start_block(self, timestamp=None):
        parent = self.head.header
        now = int(time.time()) + self.clock_offset
        timestamp = max(parent.timestamp + 1, now if timestamp is None else timestamp)
        self._chain.header = self._chain.create_header_from_parent(parent, timestamp=timestamp)

    def mine(self, timestamp=None, limit=None):
        """Mines one block of what the pool has; `limit` bounds the number of transactions."""
        self._start_block(timestamp)
        transactions, receipts = [], []
        while limit is None or len(transactions) < limit:
            chosen = self._next_executable(self._chain.header)
            if chosen is None:
                break
            sender, transaction = chosen
            try:
                _, receipt, _ = self._chain.apply_transaction(transaction)
            except (ValidationError, VMError):
                # It was sound when it came, and something else made it unsound since; the sender must send another.
                self._drop(sender, transaction.nonce)
                continue
            self._drop(sender, transaction.nonce)
            transactions.append(transaction)
            receipts.append(receipt)
        block = self._chain.mine_block(mix_hash=os.urandom(32))
        self.blocks.append(Mined(block, transactions, receipts))
        return self.head

    def snapshot(self):
        name = len(self.snapshots) + 1
        pool = {sender: dict(queue) for sender, queue in self.pool.items()}
        self.snapshots[name] = (len(self.blocks), self.head.hash, pool)
        return name

    def revert(self, name, keep_transactions=False):
        """Back to a snapshot: the blocks since then were never mined. What they held returns to the pool where asked."""
        if name not in self.snapshots:
            return False
        length, head_hash, pool = self.snapshots[name]
        if len(self.blocks) < length or self.blocks[length - 1].hash != head_hash:
            return False
        removed = self.blocks[length:]
        self.blocks = self.blocks[:length]
        for mined in removed:
            self.orphans[mined.hash] = mined
        self.snapshots = {key: value for key, value in self.snapshots.items() if key < name}
        if keep_transactions:
            for transaction in [t for mined in removed for t in mined.transactions]:
                self._admit(transaction)
        else:
            self.pool = pool
        self._start_block()
        return True

    # --- state

    def vm(self, mined=None):
        return self._chain.get_vm((mined or self.head).header)

    def set_state(self, change):
        """Mines a block whose state `change` wrote into, as no transaction could."""
        self._start_block()
        vm = self._chain.get_vm(self._chain.header)
        change(vm.state)
        vm.state.persist()
        self._chain.header = self._chain.header.copy(state_root=vm.state.state_root)
        block = self._chain.mine_block(mix_hash=os.urandom(32))
        self.blocks.append(Mined(block))

    def base_fee_of_next(self):
        return self._chain.create_header_from_parent(self.head.header).base_fee_per_gas

    # --- the pool

    def pending_nonce(self, sender):
        nonce = self.vm().state.get_nonce(sender)
        queue = self.pool.get(sender, {})
        while nonce in queue:
            nonce += 1
        return nonce

    def _drop(self, sender, nonce):
        queue = self.pool.get(sender, {})
        queue.pop(nonce, None)
        if not queue:
            self.pool.pop(sender, None)

    def _next_executable(self, header):
        """The transaction of the highest tip that can be mined now; of equals the one that came first."""
        state = self._chain.get_vm(header).state
        best = None
        for sender, queue in self.pool.items():
            waiting = queue.get(state.get_nonce(sender))
            if waiting is None:
                continue
            transaction, arrival = waiting
            cap, tip = fee_caps(transaction)
            if cap < header.base_fee_per_gas or header.gas_used + transaction.gas > header.gas_limit:
                continue
            rank = (-min(tip, cap - header.base_fee_per_gas), arrival)
            if best is None or rank < best[0]:
                best = (rank, sender, transaction)
        return best and best[1:]

    def _admit(self, transaction):
        self._arrivals += 1
        self.pool.setdefault(transaction.sender, {})[transaction.nonce] = (transaction, self._arrivals)

    def send(self, raw: bytes):
        """Takes a signed transaction with geth's checks and words; mines where that is automatic."""
        if not raw:
            raise RPCError(-32000, "typed transaction too short")
        try:
            transaction = self.vm().get_transaction_builder().decode(raw)
        except Exception as error:  # noqa: BLE001 - py-evm and rlp raise many kinds for what cannot be read
            if 0 < raw[0] < 0x80 and raw[0] not in (1, 2, 3):
                raise RPCError(-32000, "transaction type not supported") from error
            raise RPCError(-32000, f"rlp: {type(error).__name__}: {error}") from error
        try:
            transaction.check_signature_validity()
            sender = transaction.sender
        except Exception as error:  # noqa: BLE001
            raise RPCError(-32000, "invalid sender") from error
        if transaction.chain_id is not None and transaction.chain_id != self.chain_id:
            raise RPCError(-32000, f"invalid chain id for signer: have {transaction.chain_id} want {self.chain_id}")
        self._check(transaction, sender)
        self._admit(transaction)
        if self.automine:
            while self._mine_automatically():
                pass
        return transaction.hash

    def _mine_automatically(self):
        self._start_block()
        if self._next_executable(self._chain.header) is None:
            return False
        self.mine(limit=1)
        return True

    def _check(self, transaction, sender):
        state = self.vm().state
        found = self.find_transaction(transaction.hash)
        if found is not None and found[0] is None:
            raise RPCError(-32000, "already known")
        nonce = state.get_nonce(sender)
        if transaction.nonce < nonce:
            raise RPCError(-32000, f"nonce too low: address {encode_hex(sender)}, tx: {transaction.nonce} state: {nonce}")
        cap, tip = fee_caps(transaction)
        if tip > cap:
            raise RPCError(-32000, f"max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas: {tip}, maxFeePerGas: {cap}")
        if transaction.gas > GAS_LIMIT:
            raise RPCError(-32000, "exceeds block gas limit")
        if transaction.gas < transaction.intrinsic_gas:
            raise RPCError(-32000, f"intrinsic gas too low: gas {transaction.gas}, minimum needed {transaction.intrinsic_gas}")
        cost = transaction.gas * cap + transaction.value
        balance = state.get_balance(sender)
        if balance < cost:
            raise RPCError(
                -32000, f"insufficient funds for gas * price + value: balance {balance}, tx cost {cost}, overshot {cost - balance}"
            )
        known = self.pool.get(sender, {}).get(transaction.nonce)
        if known is not None:
            old_cap, old_tip = fee_caps(known[0])
            if cap * 100 < old_cap * 110 or tip * 100 < old_tip * 110:
                raise RPCError(-32000, "replacement transaction underpriced")

    # --- calls

    def _computation(self, call, mined, gas):
        """Runs a call on the state after a block. Nothing stays."""
        vm = self.vm(mined)
        sender = call.get("from", ZERO)
        with_state = vm.state
        value = call.get("value", 0)
        if with_state.get_balance(sender) < value:
            raise RPCError(-32000, f"insufficient funds for transfer: address {encode_hex(sender)}")
        to = call.get("to")
        unsigned = vm.create_unsigned_transaction(
            nonce=with_state.get_nonce(sender), gas_price=0, gas=gas, to=b"" if to is None else to, value=value, data=call.get("data", b"")
        )
        if unsigned.intrinsic_gas > gas:
            raise RPCError(-32000, f"err: intrinsic gas too low: have {gas}, want {unsigned.intrinsic_gas} (supplied gas {gas})")
        snapshot = with_state.snapshot()
        try:
            # No fee is paid, so the base fee must not be asked for; state and block are those of `mined`.
            context = with_state.execution_context
            base_fee, context._base_fee_per_gas = context._base_fee_per_gas, 0
            try:
                return with_state.apply_transaction(SpoofTransaction(unsigned, from_=sender))
            finally:
                context._base_fee_per_gas = base_fee
        except ValidationError as error:
            raise RPCError(-32000, str(error)) from error
        finally:
            with_state.revert(snapshot)

    def call(self, call, mined=None):
        computation = self._computation(call, mined, min(call.get("gas", CALL_GAS), CALL_GAS))
        raise_failure(computation)
        return computation.output

    def estimate(self, call, mined=None):
        high = min(call.get("gas", GAS_LIMIT), GAS_LIMIT)
        computation = self._computation(call, mined, high)
        raise_failure(computation)
        # What is run for the message comes on top of what the transaction costs by itself.
        used = high - computation.get_gas_remaining()
        low = used - 1
        # Gas that is refunded, or held back from inner calls (EIP-150), is needed all the same: look for the least that does.
        guess = (used + 2_300) * 64 // 63
        if guess < high:
            high = guess if not self._computation(call, mined, guess).is_error else high
        while high - low > 1 and high - low > high // 67:
            middle = (low + high) // 2
            try:
                fails = self._computation(call, mined, middle).is_error
            except RPCError:
                fails = True
            if fails:
                low = middle
            else:
                high = middle
        return high


def fee_caps(transaction):
    """The most per gas, and the most of it for the miner."""
    try:
        return transaction.max_fee_per_gas, transaction.max_priority_fee_per_gas
    except (AttributeError, NotImplementedError):
        return transaction.gas_price, transaction.gas_price


def raise_failure(computation):
    if not computation.is_error:
        return
    error = computation.error
    if isinstance(error, Revert):
        raise revert_error(bytes(computation.output))
    words = {"OutOfGas": "out of gas", "InvalidInstruction": "invalid opcode", "WriteProtection": "write protection"}
    raise RPCError(-32000, words.get(type(error).__name__, str(error)))
