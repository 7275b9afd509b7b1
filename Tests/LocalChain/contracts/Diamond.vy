# pragma version 0.4.3
# An EIP-2535 diamond with its loupe. Facets share no storage with it below slot 2 ** 64: what they keep starts at 0.

struct Facet:
    facetAddress: address
    functionSelectors: DynArray[bytes4, 64]

_facets: DynArray[address, 16]
_selectors: HashMap[address, DynArray[bytes4, 64]]
_facet_of: HashMap[bytes4, address]


@external
def addFacet(facet: address, selectors: DynArray[bytes4, 64]):
    self._facets.append(facet)
    self._selectors[facet] = selectors
    for selector: bytes4 in selectors:
        self._facet_of[selector] = facet


@view
@external
def facets() -> DynArray[Facet, 16]:
    found: DynArray[Facet, 16] = []
    for facet: address in self._facets:
        found.append(Facet(facetAddress=facet, functionSelectors=self._selectors[facet]))
    return found


@view
@external
def facetAddresses() -> DynArray[address, 16]:
    return self._facets


@view
@external
def facetFunctionSelectors(facet: address) -> DynArray[bytes4, 64]:
    return self._selectors[facet]


@view
@external
def facetAddress(selector: bytes4) -> address:
    return self._facet_of[selector]


@view
@external
def supportsInterface(interfaceId: bytes4) -> bool:
    return interfaceId in [0x01ffc9a7, 0x48e2b093]


@external
@payable
@raw_return
def __default__() -> Bytes[4096]:
    facet: address = self._facet_of[convert(slice(msg.data, 0, 4), bytes4)]
    assert facet != empty(address), "Diamond: Function does not exist"
    return raw_call(facet, msg.data, max_outsize=4096, is_delegate_call=True)
