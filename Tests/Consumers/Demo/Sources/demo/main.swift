import EVMCore
import SymmioContracts

// What an app does with the bindings: read a call it was given, check that it understood every byte, and say what has to be signed.

typealias Core = Symmio085.Core
typealias InstantLayer = Symmio085.InstantLayer

let calldata = try Bytes(hex: "0x" + calldataText.filter(\.isHexDigit))
print("Calldata of \(calldata.count) bytes, selector \(try ABI.selector(of: calldata))")

// Any call of the contract, decoded by its selector to a typed case.
guard case .sendQuoteWithAffiliateAndData(let quote) = try Core.Calls(decoding: calldata) else {
    throw DemoError.notASendQuote
}
print(
    """
      \(type(of: quote).signature.prefix(60))…
      market            \(quote.symbolId)
      side              \(quote.positionType), \(quote.orderType)
      quantity          \(quote.quantity.formatted(decimals: 18))
      price bound       \(quote.price.formatted(decimals: 18))
      locked            cva \(quote.cva.formatted(decimals: 18)), lf \(quote.lf.formatted(decimals: 18)), \
    PartyA \(quote.partyAmm.formatted(decimals: 18)), PartyB \(quote.partyBmm.formatted(decimals: 18))
      solvers           \(quote.partyBsWhiteList.map(\.checksummed).joined(separator: ", "))
      affiliate         \(quote.affiliate)
      deadline          \(quote.deadline)
    """)

let again = quote.encoded()
print("Encoded again: \(again.count) bytes, \(again == calldata ? "the same" : "DIFFERENT")")
guard again == calldata else { throw DemoError.differs }

// The solver may replace the price signature: the bytes it covers come from the call's layout, nobody counts words.
let range = quote.flexRange(of: Core.Calls.SendQuoteWithAffiliateAndData.layout.upnlSig)
print("Flex field of upnlSig: offset \(range.offset), length \(range.length)")

let operation = InstantLayer.SignedOperation(
    signer: try Address("0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A"),
    target: try Address("0x57331038c21982116EE9b0906E4a5c5cB52dcE2e"),
    callData: calldata,
    signerAccount: InstantLayer.Account(addr: try Address("0xabababababababababababababababababababab"), isPartyB: false),
    flexFields: [
        InstantLayer.FlexField(
            offset: UInt256(range.offset), length: UInt256(range.length), authorizedFlexFiller: quote.partyBsWhiteList[0])
    ],
    maxUses: 1,
    replayAttackHeader: InstantLayer.ReplayAttackHeader(
        nonce: 0, deadline: quote.deadline, salt: try Bytes32(hex: "0x" + String(repeating: "5a", count: 32))))
let domain = InstantLayer.domain(chainId: 999, verifyingContract: try Address("0x72DBF07457b2712b160F67A85D338F860c1CA620"))
let digest = operation.digest(for: domain)
print("Digest of the SignedOperation: \(digest)")

// eth-account's answer for the same message.
guard digest == (try Bytes32(hex: "0x3e351508065ca3217014bc2e376be4f5de6f5193e86a888f80de2d0cbd95bf3f")) else { throw DemoError.wrongDigest }
print("It is what eth-account computes.")

enum DemoError: Error { case notASendQuote, differs, wrongDigest }
