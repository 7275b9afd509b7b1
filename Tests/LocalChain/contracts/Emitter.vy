# pragma version 0.4.3
# Logs on demand.

event Ping:
    sender: indexed(address)
    id: indexed(uint256)
    value: uint256
    note: String[64]

event Tick:
    id: uint256

count: public(uint256)


@external
def ping(id: uint256, amount: uint256, note: String[64]):
    self.count += 1
    log Ping(sender=msg.sender, id=id, value=amount, note=note)


@external
def tick(number: uint256):
    for i: uint256 in range(number, bound=4096):
        log Tick(id=self.count + i)
    self.count += number
