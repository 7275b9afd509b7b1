import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// The oracle's methods: what each states, and what it signs.
extension SandboxOracle {
    private typealias Core = Symmio085.Core

    func find(_ method: String, _ query: OracleQuery) async throws(Refusal) -> Finding {
        switch method {
        case "uPnl_A": try await upnlOfTrader(query)
        case "partyA_overview": try await overview(query)
        case "uPnl_A_withSymbolPrice": try await upnlOfTraderAndPrice(query)
        case "uPnl_B": try await upnlOfSolver(query)
        case "uPnl": try await upnlOfPair(query)
        case "uPnlWithSymbolPrice": try await upnlOfPairAndPrice(query)
        case "price": try await quotePrices(query)
        case "settle_upnl": try await settlement(query)
        case "priceRange": try await priceRange(query)
        default: throw Refusal(message: "Unknown method \(method)")
        }
    }

    // MARK: What is asked about

    /// An account with its open positions, priced.
    private struct Trader: Sendable {
        let address: Address
        let nonce: UInt256
        let positions: [(quote: Symmio085.Core.Quote, price: Wad, upnl: Int256)]

        var upnl: Int256 { positions.reduce(.zero) { $0 &+ $1.upnl } }

        /// The losses of positions that lose.
        var loss: Int256 { positions.reduce(.zero) { $1.upnl.isNegative ? $0 &+ $1.upnl : $0 } }

        /// Against one solver, seen from that solver.
        func upnl(of solver: Address) -> Int256 { positions.reduce(.zero) { $1.quote.partyB == solver ? $0 &- $1.upnl : $0 } }
    }

    private func trader(_ query: OracleQuery) async throws(Refusal) -> Trader { try await trader(try query.address("partyA")) }

    private func trader(_ account: Address) async throws(Refusal) -> Trader {
        let quotes = try await openPositions(of: account)
        var positions: [(quote: Symmio085.Core.Quote, price: Wad, upnl: Int256)] = []
        for quote in quotes where !quote.id.isZero {
            let price = try await price(of: quote.symbolId)
            positions.append((quote, price, try Self.upnl(of: quote, at: price)))
        }
        return Trader(address: account, nonce: try await read(Core.Calls.NonceOfPartyA(partyA: account)), positions: positions)
    }

    /// The older core's quotes have another shape.
    private func openPositions(of account: Address) async throws(Refusal) -> [Symmio085.Core.Quote] {
        guard place.core == chain.addresses.legacy.core else {
            return try await read(Core.Calls.GetPartyAOpenPositions(partyA: account, start: .zero, size: UInt256(1_000 as UInt64)))
        }
        let storage = await chain.world.legacy.core
        return (storage.openPositions[account] ?? []).compactMap { storage[quote: $0] }
    }

    private func symbolId(of quoteId: UInt256) async throws(Refusal) -> UInt256 {
        guard place.core == chain.addresses.legacy.core else { return try await read(Core.Calls.GetQuote(quoteId: quoteId)).symbolId }
        return await chain.world.legacy.core[quote: quoteId]?.symbolId ?? .zero
    }

    private static func upnl(of quote: Symmio085.Core.Quote, at price: Wad) throws(Refusal) -> Int256 {
        let rises = price.units >= quote.openedPrice
        let difference = rises ? price.units &- quote.openedPrice : quote.openedPrice &- price.units
        let open = quote.quantity > quote.closedAmount ? quote.quantity &- quote.closedAmount : .zero
        guard let size = try? difference.multiplied(by: open, dividedBy: .ether, rounding: .down),
            let upnl = Int256(negative: rises == (quote.positionType == .short), magnitude: size)
        else { throw Refusal(message: "the position is too large") }
        return upnl
    }

    private func price(of symbolId: UInt256) async throws(Refusal) -> Wad {
        guard let market = market(symbolId), let price = await prices.price(of: market.name) else { throw Refusal(message: "Invalid symbol") }
        return price
    }

    private func market(_ symbolId: UInt256) -> SandboxMarket? { markets.first { UInt256($0.symbolId) == symbolId } }

    private func read<Call: ContractCall>(_ call: Call) async throws(Refusal) -> Call.Return {
        do throws(Revert) {
            return try await chain.read(call, from: place.core)
        } catch {
            throw Refusal(message: "the chain does not answer")
        }
    }

    private func nonces(_ solver: Address, _ trader: Trader) async throws(Refusal) -> MuonMessage.Nonces {
        .init(partyA: trader.nonce, partyB: [try await read(Core.Calls.NonceOfPartyB(partyB: solver, partyA: trader.address))])
    }

    private static func text(_ value: some CustomStringConvertible) -> JSONValue { .string("\(value)") }
    private static func list(_ values: [UInt256]) -> JSONValue { .array(values.map { text($0) }) }

    private static func members(_ trader: Trader) -> [String: JSONValue] {
        [
            "partyA": .string(trader.address.checksummed), "nonce": text(trader.nonce), "uPnl": text(trader.upnl),
            "quoteIds": list(trader.positions.map(\.quote.id)),
        ]
    }

    private static func members(_ solver: Address, _ trader: Trader, _ nonces: MuonMessage.Nonces) -> [String: JSONValue] {
        [
            "partyA": .string(trader.address.checksummed), "partyB": .string(solver.checksummed), "uPnlA": text(trader.upnl),
            "uPnlB": text(trader.upnl(of: solver)), "nonceA": text(trader.nonce), "nonceB": text(nonces.partyB.first ?? .zero),
        ]
    }

    // MARK: One side

    private func upnlOfTrader(_ query: OracleQuery) async throws(Refusal) -> Finding {
        let (trader, place) = (try await trader(query), place)
        return Finding(members: Self.members(trader), nonces: .init(partyA: trader.nonce)) { reqId, time in
            .upnl(.init(reqId: reqId, timestamp: time, upnl: trader.upnl, gatewaySignature: Bytes(), sigs: .none), ofPartyA: trader.address, at: place)
        }
    }

    private func upnlOfTraderAndPrice(_ query: OracleQuery) async throws(Refusal) -> Finding {
        upnlAndPrice(try await trader(query), try query.number("symbolId"), try await price(of: try query.number("symbolId")).units)
    }

    /// An account's profit and a market's price, signed for the sandbox's own solver.
    func upnlAndPrice(ofPartyA account: Address, symbolId: UInt256) async throws(Refusal) -> UpnlAndPriceSignature {
        let (trader, price) = (try await trader(account), try await price(of: symbolId).units)
        let attested = try await attest(upnlAndPrice(trader, symbolId, price), "uPnl_A_withSymbolPrice")
        return .init(
            reqId: attested.reqId, timestamp: UInt256(attested.timestamp), upnl: trader.upnl, price: price,
            gatewaySignature: attested.gatewaySignature, sigs: attested.sigs)
    }

    private func upnlAndPrice(_ trader: Trader, _ symbolId: UInt256, _ price: UInt256) -> Finding {
        let place = place
        let members = Self.members(trader).merging(["symbolId": Self.text(symbolId), "price": Self.text(price)]) { $1 }
        return Finding(members: members, nonces: .init(partyA: trader.nonce)) { reqId, time in
            .upnlAndPrice(
                .init(reqId: reqId, timestamp: time, upnl: trader.upnl, price: price, gatewaySignature: Bytes(), sigs: .none),
                ofPartyA: trader.address, symbolId: symbolId, at: place)
        }
    }

    private func upnlOfSolver(_ query: OracleQuery) async throws(Refusal) -> Finding {
        let (trader, place, solver) = (try await trader(query), place, try query.address("partyB"))
        let nonces = try await nonces(solver, trader)
        let members: [String: JSONValue] = [
            "partyA": .string(trader.address.checksummed), "partyB": .string(solver.checksummed), "uPnl": Self.text(trader.upnl(of: solver)),
            "nonce": Self.text(nonces.partyB.first ?? .zero),
        ]
        return Finding(members: members, nonces: nonces) { reqId, time in
            .upnl(
                .init(reqId: reqId, timestamp: time, upnl: trader.upnl(of: solver), gatewaySignature: Bytes(), sigs: .none), ofPartyB: solver,
                against: trader.address, at: place)
        }
    }

    private func overview(_ query: OracleQuery) async throws(Refusal) -> Finding {
        let (trader, place) = (try await trader(query), place)
        let symbolIds = Set(trader.positions.map(\.quote.symbolId)).sorted()
        var prices: [UInt256] = []
        for id in symbolIds { prices.append(try await price(of: id).units) }
        let found = prices
        let liquidationId = keccak256(utf8: "liquidation \(trader.address) \(await chain.height)").bytes
        let members = Self.members(trader).merging([
            "loss": Self.text(trader.loss), "liquidationId": .string(liquidationId.hex), "symbolIds": Self.list(symbolIds),
            "symbolIdsPrices": Self.list(prices),
        ]) { $1 }
        return Finding(members: members, nonces: .init(partyA: trader.nonce)) { reqId, time in
            .liquidation(
                .init(
                    reqId: reqId, timestamp: time, liquidationId: liquidationId, upnl: trader.upnl, totalUnrealizedLoss: trader.loss,
                    symbolIds: symbolIds, prices: found, gatewaySignature: Bytes(), sigs: .none), ofPartyA: trader.address, at: place)
        }
    }

    // MARK: Both sides

    private func upnlOfPair(_ query: OracleQuery) async throws(Refusal) -> Finding {
        let (trader, place, solver) = (try await trader(query), place, try query.address("partyB"))
        let nonces = try await nonces(solver, trader)
        return Finding(members: Self.members(solver, trader, nonces), nonces: nonces) { reqId, time in
            .pairUpnl(
                .init(
                    reqId: reqId, timestamp: time, upnlPartyA: trader.upnl, upnlPartyB: trader.upnl(of: solver), gatewaySignature: Bytes(), sigs: .none),
                partyB: solver, partyA: trader.address, at: place)
        }
    }

    private func upnlOfPairAndPrice(_ query: OracleQuery) async throws(Refusal) -> Finding {
        let (trader, place, solver, symbolId) = (try await trader(query), place, try query.address("partyB"), try query.number("symbolId"))
        let (nonces, price) = (try await nonces(solver, trader), try await price(of: symbolId).units)
        let members = Self.members(solver, trader, nonces).merging(["symbolId": Self.text(symbolId), "price": Self.text(price)]) { $1 }
        return Finding(members: members, nonces: nonces) { reqId, time in
            .pairUpnlAndPrice(
                .init(
                    reqId: reqId, timestamp: time, upnlPartyA: trader.upnl, upnlPartyB: trader.upnl(of: solver), price: price,
                    gatewaySignature: Bytes(), sigs: .none), partyB: solver, partyA: trader.address, symbolId: symbolId, at: place)
        }
    }

    private func priceRange(_ query: OracleQuery) async throws(Refusal) -> Finding {
        let (from, to) = (try query.minute("t0"), try query.minute("t1"))
        guard from < to else { throw Refusal(message: "START_AFTER_END_TIME") }
        let (trader, solver, symbolId) = (try await trader(query), try query.address("partyB"), try query.number("symbolId"))
        return try await priceRange(trader, solver, symbolId, from...to, try await nonces(solver, trader)).finding
    }

    /// A market's prices of a time, signed for the nonces that account and solver have after a settlement.
    func priceRangeAfterSettlement(
        partyA: Address, partyB solver: Address, symbolId: UInt256, minutes: ClosedRange<UInt64>
    ) async throws(Refusal) -> HighLowSignature {
        let trader = try await trader(partyA)
        var nonces = try await nonces(solver, trader)
        nonces.partyA = nonces.partyA.map { $0 &+ .one }
        nonces.partyB = nonces.partyB.map { $0 &+ .one }
        var (finding, signature) = try await priceRange(trader, solver, symbolId, minutes, nonces)
        let attested = try await attest(finding, "priceRange")
        (signature.reqId, signature.timestamp) = (attested.reqId, UInt256(attested.timestamp))
        (signature.gatewaySignature, signature.sigs) = (attested.gatewaySignature, attested.sigs)
        return signature
    }

    private func priceRange(
        _ trader: Trader, _ solver: Address, _ symbolId: UInt256, _ minutes: ClosedRange<UInt64>, _ nonces: MuonMessage.Nonces
    ) async throws(Refusal) -> (finding: Finding, unsigned: HighLowSignature) {
        let (place, from, to) = (place, minutes.lowerBound, minutes.upperBound)
        guard let name = market(symbolId)?.name, let range = await history.range(of: name, from: from, to: to) else {
            throw Refusal(message: "INVALID_CANDLES_LENGTH")
        }
        let price = try await price(of: symbolId).units
        let members = Self.members(solver, trader, nonces).merging([
            "symbolId": Self.text(symbolId), "price": Self.text(price), "startTime": .number("\(from)"), "endTime": .number("\(to)"),
            "lowest": Self.text(range.lowest.units), "highest": Self.text(range.highest.units), "mean": Self.text(range.mean.units),
        ]) { $1 }
        let unsigned = HighLowSignature(
            reqId: Bytes(), timestamp: .zero, symbolId: symbolId, highest: range.highest.units, lowest: range.lowest.units,
            averagePrice: range.mean.units, startTime: UInt256(from), endTime: UInt256(to), upnlPartyB: trader.upnl(of: solver),
            upnlPartyA: trader.upnl, currentPrice: price, gatewaySignature: Bytes(), sigs: .none)
        let finding = Finding(members: members, nonces: nonces) { reqId, time in
            var signature = unsigned
            (signature.reqId, signature.timestamp) = (reqId, time)
            return .priceRange(signature, partyB: solver, partyA: trader.address, at: place)
        }
        return (finding, unsigned)
    }

    /// An account's profit with what is reserved for orders on their way, signed (0.8.6).
    func upnl(ofPartyA account: Address, reserving pendingBalance: UInt256) async throws(Refusal) -> PendingBalanceSignature {
        let (trader, place) = (try await trader(account), place)
        var signature = PendingBalanceSignature(
            reqId: Bytes(), timestamp: .zero, upnl: trader.upnl, fundingDebt: .zero, pendingBalance: pendingBalance, scaledLockedBalance: .zero,
            gatewaySignature: Bytes(), sigs: .none)
        let unsigned = signature
        let members = Self.members(trader).merging(["pendingBalance": Self.text(pendingBalance)]) { $1 }
        let finding = Finding(members: members, nonces: .init(partyA: trader.nonce)) { reqId, time in
            var signature = unsigned
            (signature.reqId, signature.timestamp) = (reqId, time)
            return .upnl(signature, ofPartyA: trader.address, at: place)
        }
        let attested = try await attest(finding, "uPnl_A")
        (signature.reqId, signature.timestamp) = (attested.reqId, UInt256(attested.timestamp))
        (signature.gatewaySignature, signature.sigs) = (attested.gatewaySignature, attested.sigs)
        return signature
    }

    // MARK: Quotes

    private func quotePrices(_ query: OracleQuery) async throws(Refusal) -> Finding {
        let (place, quoteIds) = (place, try query.numbers("quoteIds"))
        var prices: [UInt256] = []
        var symbols: [JSONValue] = []
        for id in quoteIds {
            let symbolId = try await symbolId(of: id)
            prices.append(try await price(of: symbolId).units)
            symbols.append(.string(market(symbolId)?.name ?? ""))
        }
        let found = prices
        let members: [String: JSONValue] = ["quoteIds": Self.list(quoteIds), "prices": Self.list(prices), "symbols": .array(symbols)]
        return Finding(members: members, nonces: .init()) { reqId, time in
            .prices(
                .init(reqId: reqId, timestamp: time, quoteIds: quoteIds, prices: found, gatewaySignature: Bytes(), sigs: .none), at: place)
        }
    }

    private func settlement(_ query: OracleQuery) async throws(Refusal) -> Finding {
        let (trader, place, wanted) = (try await trader(query), place, try query.numbers("quoteIds"))
        let positions = trader.positions.filter { wanted.contains($0.quote.id) }
        guard positions.count == Set(wanted).count, !positions.isEmpty else { throw Refusal(message: "a quote is not open or not of this account") }
        let solvers = Set(positions.map(\.quote.partyB)).sorted()
        let profits = solvers.map { trader.upnl(of: $0) }
        var rows: [Symmio085.Core.QuoteSettlementData] = []
        var nonces = MuonMessage.Nonces(partyA: trader.nonce)
        for position in positions {
            let index = solvers.firstIndex(of: position.quote.partyB) ?? 0
            rows.append(.init(quoteId: position.quote.id, currentPrice: position.price.units, partyBUpnlIndex: UInt8(clamping: index)))
            nonces.partyB.append(try await read(Core.Calls.NonceOfPartyB(partyB: position.quote.partyB, partyA: trader.address)))
        }
        let found = rows
        let cells = rows.map { JSONValue.array([Self.text($0.quoteId), Self.text($0.currentPrice), .number("\($0.partyBUpnlIndex)")]) }
        let members: [String: JSONValue] = [
            "partyA": .string(trader.address.checksummed), "uPnlA": Self.text(trader.upnl), "nonceA": Self.text(trader.nonce),
            "upnlPartyBs": .array(profits.map { Self.text($0) }), "noncePartyBs": Self.list(nonces.partyB), "quoteIds": Self.list(wanted),
            "quoteSettlementData": .array(cells),
        ]
        return Finding(members: members, nonces: nonces) { reqId, time in
            .settlement(
                .init(
                    reqId: reqId, timestamp: time, quotesSettlementsData: found, upnlPartyBs: profits, upnlPartyA: trader.upnl,
                    gatewaySignature: Bytes(), sigs: .none), at: place)
        }
    }
}

extension SchnorrSignature {
    /// What stands where there is no signature yet.
    fileprivate static var none: SchnorrSignature { SchnorrSignature(signature: .zero, owner: .zero, nonce: .zero) }
}
