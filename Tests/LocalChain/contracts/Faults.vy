# pragma version 0.4.3
# Fails in every way that a contract can: Error(string), Panic(uint256), custom errors, nested ones, no data at all, no gas left.

MAX_DATA: constant(uint256) = 4096

event ValueSet:
    sender: indexed(address)
    value: uint256

value: public(uint256)


@external
@payable
def setValue(amount: uint256):
    self.value = amount
    log ValueSet(sender=msg.sender, value=amount)


# Succeeds in a simulation and fails when mined, or the other way round, by what was set before.
@external
def setValueWhen(expected: uint256, amount: uint256):
    assert self.value == expected, "Faults: value has changed"
    self.value = amount
    log ValueSet(sender=msg.sender, value=amount)


@view
@external
def failWithReason(reason: String[512]):
    raise reason


@view
@external
def failWithPanic(code: uint256):
    raw_revert(abi_encode(code, method_id=method_id("Panic(uint256)")))


@view
@external
def failWithoutData():
    raw_revert(b"")


@view
@external
def failUnauthorized(account: address, role: bytes32):
    raw_revert(abi_encode(account, role, method_id=method_id("AccessControlUnauthorizedAccount(address,bytes32)")))


@view
@external
def failOperation(index: uint256, inner: Bytes[MAX_DATA]):
    raw_revert(abi_encode(index, inner, method_id=method_id("OperationFailed(uint256,bytes)")))


@view
@external
def failWith(data: Bytes[MAX_DATA]):
    raw_revert(data)


@external
def burnGas():
    for i: uint256 in range(18446744073709551615):
        self.value = unsafe_add(self.value, i)


# Calls one after the other; the first that fails is reported as the Instant Layer does.
@external
def execute(targets: DynArray[address, 16], calls: DynArray[Bytes[1024], 16]):
    assert len(targets) == len(calls), "Faults: lengths differ"
    for i: uint256 in range(len(targets), bound=16):
        success: bool = False
        answer: Bytes[MAX_DATA] = b""
        success, answer = raw_call(targets[i], calls[i], max_outsize=MAX_DATA, revert_on_failure=False)
        if not success:
            raw_revert(abi_encode(i, answer, method_id=method_id("OperationFailed(uint256,bytes)")))
