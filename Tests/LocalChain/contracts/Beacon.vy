# pragma version 0.4.3
# The beacon of an EIP-1967 beacon proxy.

implementation: public(address)


@deploy
def __init__(implementation: address):
    self.implementation = implementation
