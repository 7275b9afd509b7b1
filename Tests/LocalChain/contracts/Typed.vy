# pragma version 0.4.3
# A contract with an EIP-712 domain, told by EIP-5267 and by domainSeparator().

DOMAIN_TYPE: constant(bytes32) = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")

_name: String[64]
_version: String[16]


@deploy
def __init__(name: String[64], version: String[16]):
    self._name = name
    self._version = version


@view
@external
def eip712Domain() -> (bytes1, String[64], String[16], uint256, address, bytes32, DynArray[uint256, 1]):
    extensions: DynArray[uint256, 1] = []
    return 0x0f, self._name, self._version, chain.id, self, empty(bytes32), extensions


@view
@external
def domainSeparator() -> bytes32:
    return keccak256(abi_encode(DOMAIN_TYPE, keccak256(self._name), keccak256(self._version), chain.id, self))


@view
@external
def recover(digest: bytes32, v: uint256, r: uint256, s: uint256) -> address:
    return ecrecover(digest, v, r, s)
