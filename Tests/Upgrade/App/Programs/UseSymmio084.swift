import EVMCore

/// What the app does with release 0.8.4.
func useSymmio084() throws -> String {
    let user = try Address("0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A")
    let sigs = Symmio084.Core.SchnorrSign(signature: 0, owner: user, nonce: user)
    let upnlSig = Symmio084.Core.SingleUpnlAndPriceSig(reqId: Bytes(), timestamp: 1, upnl: 0, price: 7, gatewaySignature: Bytes(), sigs: sigs)
    let quote = Symmio084.Core.Calls.SendQuote(
        partyBsWhiteList: [user], symbolId: 1, positionType: .long, orderType: .limit, price: 7, quantity: 2, cva: 1, lf: 1,
        partyAmm: 1, partyBmm: 0, maxFundingRate: 1, deadline: 9, upnlSig: upnlSig)
    let calldata = quote.encoded()
    guard try Symmio084.Core.Calls.SendQuote(decoding: calldata).price == 7 else { return "Symmio084: it does not come back" }
    let range = quote.flexRange(of: Symmio084.Core.Calls.SendQuote.layout.upnlSig)
    return "Symmio084: sendQuote \(calldata.hex.prefix(10)), upnlSig at \(range.offset)"
}
