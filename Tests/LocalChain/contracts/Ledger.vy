# pragma version 0.4.3
# Entries by number: what the diamond and the proxies stand in front of.

event Entered:
    sender: indexed(address)
    number: uint256
    amount: uint256

entries: HashMap[uint256, uint256]
count: uint256


@external
def enter(amount: uint256) -> uint256:
    number: uint256 = self.count
    self.entries[number] = amount
    self.count = number + 1
    log Entered(sender=msg.sender, number=number, amount=amount)
    return number


@external
def amend(number: uint256, amount: uint256):
    assert number < self.count, "LedgerFacet: Invalid entry"
    self.entries[number] = amount


@view
@external
def entry(number: uint256) -> uint256:
    assert number < self.count, "LedgerFacet: Invalid entry"
    return self.entries[number]


@view
@external
def entryCount() -> uint256:
    return self.count


@external
def clear():
    self.count = 0
