# pragma version 0.4.3
# Makes EIP-1167 clones.

event Cloned:
    target: indexed(address)
    clone: address


@external
def clone(target: address) -> address:
    made: address = create_minimal_proxy_to(target)
    log Cloned(target=target, clone=made)
    return made
