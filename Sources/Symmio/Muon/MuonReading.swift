internal import EVMCore
internal import SymmioContracts

/// A signature that can be read out of a gateway's answer.
protocol MuonReadable: MuonSignature {
    init(_ answer: MuonAnswer, _ request: MuonRequest) throws(JSONFieldError)
    /// What the signature is over.
    func message(_ request: MuonRequest, at place: MuonMessage.Place) -> MuonMessage
}

extension Symmio084.Core.SingleUpnlSig: MuonReadable {
    init(_ answer: MuonAnswer, _ request: MuonRequest) throws(JSONFieldError) {
        self.init(
            reqId: answer.reqId, timestamp: answer.timestamp, upnl: try answer.result.member("uPnl").int256(),
            gatewaySignature: answer.gatewaySignature, sigs: answer.sigs)
    }

    func message(_ request: MuonRequest, at place: MuonMessage.Place) -> MuonMessage {
        let partyA = request.partyA ?? .zero
        if let partyB = request.partyB { return .upnl(self, ofPartyB: partyB, against: partyA, at: place) }
        return .upnl(self, ofPartyA: partyA, at: place)
    }
}

extension Symmio084.Core.SingleUpnlAndPriceSig: MuonReadable {
    init(_ answer: MuonAnswer, _ request: MuonRequest) throws(JSONFieldError) {
        self.init(
            reqId: answer.reqId, timestamp: answer.timestamp, upnl: try answer.result.member("uPnl").int256(),
            price: try answer.result.member("price").uint256(), gatewaySignature: answer.gatewaySignature, sigs: answer.sigs)
    }

    func message(_ request: MuonRequest, at place: MuonMessage.Place) -> MuonMessage {
        .upnlAndPrice(self, ofPartyA: request.partyA ?? .zero, symbolId: request.symbolId ?? .zero, at: place)
    }
}

extension Symmio084.Core.PairUpnlSig: MuonReadable {
    init(_ answer: MuonAnswer, _ request: MuonRequest) throws(JSONFieldError) {
        self.init(
            reqId: answer.reqId, timestamp: answer.timestamp, upnlPartyA: try answer.result.member("uPnlA").int256(),
            upnlPartyB: try answer.result.member("uPnlB").int256(), gatewaySignature: answer.gatewaySignature, sigs: answer.sigs)
    }

    func message(_ request: MuonRequest, at place: MuonMessage.Place) -> MuonMessage {
        .pairUpnl(self, partyB: request.partyB ?? .zero, partyA: request.partyA ?? .zero, at: place)
    }
}

extension Symmio084.Core.PairUpnlAndPriceSig: MuonReadable {
    init(_ answer: MuonAnswer, _ request: MuonRequest) throws(JSONFieldError) {
        self.init(
            reqId: answer.reqId, timestamp: answer.timestamp, upnlPartyA: try answer.result.member("uPnlA").int256(),
            upnlPartyB: try answer.result.member("uPnlB").int256(), price: try answer.result.member("price").uint256(),
            gatewaySignature: answer.gatewaySignature, sigs: answer.sigs)
    }

    func message(_ request: MuonRequest, at place: MuonMessage.Place) -> MuonMessage {
        .pairUpnlAndPrice(
            self, partyB: request.partyB ?? .zero, partyA: request.partyA ?? .zero, symbolId: request.symbolId ?? .zero, at: place)
    }
}

extension Symmio084.Core.QuotePriceSig: MuonReadable {
    init(_ answer: MuonAnswer, _ request: MuonRequest) throws(JSONFieldError) {
        let quoteIds = request.quoteIds ?? []
        let prices = try answer.numbers("prices")
        guard prices.count == quoteIds.count else {
            throw try answer.result.member("prices").fault("\(quoteIds.count) prices were asked for, not \(prices.count)")
        }
        self.init(
            reqId: answer.reqId, timestamp: answer.timestamp, quoteIds: quoteIds, prices: prices, gatewaySignature: answer.gatewaySignature,
            sigs: answer.sigs)
    }

    func message(_ request: MuonRequest, at place: MuonMessage.Place) -> MuonMessage { .prices(self, at: place) }
}

extension Symmio084.Core.SettlementSig: MuonReadable {
    init(_ answer: MuonAnswer, _ request: MuonRequest) throws(JSONFieldError) {
        let profits = try answer.signedNumbers("upnlPartyBs")
        let rows = try answer.result.member("quoteSettlementData").map { row throws(JSONFieldError) in
            let cells = try row.elements()
            guard cells.count >= 3 else { throw row.fault("a quote's number, price and solver are expected") }
            let index = try cells[2].unsigned(UInt8.self)
            guard Int(index) < profits.count else { throw cells[2].fault("there is no solver \(index) among \(profits.count)") }
            return Symmio084.Core.QuoteSettlementData(
                quoteId: try cells[0].uint256(), currentPrice: try cells[1].uint256(), partyBUpnlIndex: index)
        }
        self.init(
            reqId: answer.reqId, timestamp: answer.timestamp, quotesSettlementsData: rows, upnlPartyBs: profits,
            upnlPartyA: try answer.result.member("uPnlA").int256(), gatewaySignature: answer.gatewaySignature, sigs: answer.sigs)
    }

    func message(_ request: MuonRequest, at place: MuonMessage.Place) -> MuonMessage { .settlement(self, at: place) }
}

extension Symmio084.Core.HighLowPriceSig: MuonReadable {
    init(_ answer: MuonAnswer, _ request: MuonRequest) throws(JSONFieldError) {
        let json = answer.result
        let (lowest, highest) = (try json.member("lowest").uint256(), try json.member("highest").uint256())
        guard lowest <= highest else { throw try json.member("lowest").fault("the lowest price is above the highest") }
        self.init(
            reqId: answer.reqId, timestamp: answer.timestamp, symbolId: request.symbolId ?? .zero, highest: highest, lowest: lowest,
            averagePrice: try json.member("mean").uint256(), startTime: try json.member("startTime").uint256(),
            endTime: try json.member("endTime").uint256(), upnlPartyB: try json.member("uPnlB").int256(),
            upnlPartyA: try json.member("uPnlA").int256(), currentPrice: try json.member("price").uint256(),
            gatewaySignature: answer.gatewaySignature, sigs: answer.sigs)
    }

    func message(_ request: MuonRequest, at place: MuonMessage.Place) -> MuonMessage {
        .priceRange(self, partyB: request.partyB ?? .zero, partyA: request.partyA ?? .zero, at: place)
    }
}

extension Symmio084.Core.LiquidationSig: MuonReadable {
    init(_ answer: MuonAnswer, _ request: MuonRequest) throws(JSONFieldError) {
        let symbolIds = try answer.numbers("symbolIds")
        let name = try answer.result.optional("symbolIdsPrices") == nil ? "prices" : "symbolIdsPrices"
        let prices = try answer.numbers(name)
        guard prices.count == symbolIds.count else {
            throw try answer.result.member(name).fault("\(symbolIds.count) markets have \(prices.count) prices")
        }
        self.init(
            reqId: answer.reqId, timestamp: answer.timestamp, liquidationId: try answer.result.member("liquidationId").bytes(),
            upnl: try answer.result.member("uPnl").int256(), totalUnrealizedLoss: try answer.result.member("loss").int256(),
            symbolIds: symbolIds, prices: prices, gatewaySignature: answer.gatewaySignature, sigs: answer.sigs)
    }

    func message(_ request: MuonRequest, at place: MuonMessage.Place) -> MuonMessage {
        .liquidation(self, ofPartyA: request.partyA ?? .zero, at: place)
    }
}
