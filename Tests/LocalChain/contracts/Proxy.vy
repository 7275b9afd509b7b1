# pragma version 0.4.3
# An EIP-1967 proxy: Proxy.layout.json puts `implementation` and `beacon` into the slots that the EIP names.

interface Beacon:
    def implementation() -> address: view

_implementation: address
_beacon: address


@deploy
def __init__(implementation: address, beacon: address):
    self._implementation = implementation
    self._beacon = beacon


@external
@payable
@raw_return
def __default__() -> Bytes[4096]:
    target: address = self._implementation
    if self._beacon != empty(address):
        target = staticcall Beacon(self._beacon).implementation()
    return raw_call(target, msg.data, max_outsize=4096, is_delegate_call=True)
