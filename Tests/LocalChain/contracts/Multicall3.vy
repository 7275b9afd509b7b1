# pragma version 0.4.3
# The reading half of Multicall3, with its selectors and its way of failing.

struct Call3:
    target: address
    allowFailure: bool
    callData: Bytes[2048]

struct Result:
    success: bool
    returnData: Bytes[4096]


@payable
@external
def aggregate3(calls: DynArray[Call3, 64]) -> DynArray[Result, 64]:
    results: DynArray[Result, 64] = []
    for call: Call3 in calls:
        success: bool = False
        answer: Bytes[4096] = b""
        success, answer = raw_call(call.target, call.callData, max_outsize=4096, revert_on_failure=False)
        assert success or call.allowFailure, "Multicall3: call failed"
        results.append(Result(success=success, returnData=answer))
    return results


@view
@external
def getEthBalance(addr: address) -> uint256:
    return addr.balance


@view
@external
def getBlockNumber() -> uint256:
    return block.number


@view
@external
def getCurrentBlockTimestamp() -> uint256:
    return block.timestamp


@view
@external
def getChainId() -> uint256:
    return chain.id
