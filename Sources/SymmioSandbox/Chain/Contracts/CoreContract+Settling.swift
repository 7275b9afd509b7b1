import EVMCore
import Symmio
import SymmioContracts

/// Open profit and loss paid before a position ends: the open price moves towards the market, and the difference is paid.
extension CoreContract {
    static func settle(
        _ world: inout World, _ frame: Frame, partyA: Address, _ signature: Symmio085.Core.SettlementSig, _ prices: [UInt256]
    ) throws(Revert) {
        try checkSettlement(world, partyA, signature)
        let rows = signature.quotesSettlementsData
        try require(!rows.isEmpty && rows.count == prices.count, "LibSettlement: Invalid length")
        try require(try isSolvent(world, partyA, upnl: signature.upnlPartyA), "LibSettlement: PartyA is insolvent")
        world.core.nonces[partyA] = try (world.core.nonces[partyA] ?? .zero).plus(.one)
        var solvers = [Address?](repeating: nil, count: signature.upnlPartyBs.count)
        for (row, price) in zip(rows, prices) {
            var quote = try existing(world, row.quoteId, or: "LibSettlement: PartyA is invalid")
            try require(quote.partyA == partyA, "LibSettlement: PartyA is invalid")
            try require([.opened, .closePending, .cancelClosePending].contains(quote.quoteStatus), "LibSettlement: Invalid state")
            let index = Int(row.partyBUpnlIndex)
            try require(index < solvers.count, "LibSettlement: Invalid partyBUpnlIndex in signature")
            try require(solvers[index] == nil || solvers[index] == quote.partyB, "LibSettlement: Invalid upnlPartyBs list")
            solvers[index] = quote.partyB
            let (open, market) = (quote.openedPrice, row.currentPrice)
            let isBetween = open > market ? (price < open && price >= market) : (price > open && price <= market)
            try require(isBetween, "LibSettlement: Updated price is out of range")
            try pay(&world, quote, upTo: price)
            quote.openedPrice = price
            world.core[quote: quote.id] = quote
        }
        for solver in solvers.compactMap({ $0 }) {
            let key = CoreStorage.Pair(partyB: solver, partyA: partyA)
            world.core.solverNonces[key] = try (world.core.solverNonces[key] ?? .zero).plus(.one)
        }
        world.emit(
            Events.SettleUpnl(
                settlementData: rows, updatedPrices: prices, partyA: frame.sender, newPartyAAllocatedBalance: world.core.allocated[partyA] ?? .zero,
                newPartyBsAllocatedBalances: [solvers.first.flatMap { $0 }.flatMap { world.core.balances[$0] } ?? .zero]), in: frame)
    }

    /// What the oracle signs of a settlement; the account itself is not part of it, only its nonce.
    private static func checkSettlement(_ world: World, _ partyA: Address, _ signature: Symmio085.Core.SettlementSig) throws(Revert) {
        try checkAge(world, signature.timestamp)
        var nonces = MuonMessage.Nonces(partyA: world.core.nonces[partyA] ?? .zero)
        for row in signature.quotesSettlementsData {
            let solver = world.core[quote: row.quoteId]?.partyB ?? .zero
            nonces.partyB.append(world.core.solverNonces[.init(partyB: solver, partyA: partyA)] ?? .zero)
        }
        let place = MuonMessage.Place(core: world.addresses.core, chainId: world.chainId)
        let message = MuonMessage.settlement(signature, at: place)
        guard let hash = message.hash(appId: world.settings.oracle?.appId ?? .zero, nonces: nonces) else { throw Revert("LibSettlement: Invalid length") }
        try verify(world, hash, signature.sigs, signature.gatewaySignature)
    }

    private static func isSolvent(_ world: World, _ partyA: Address, upnl: Int256) throws(Revert) -> Bool {
        let locked = world.core.locked[partyA] ?? .none
        let allocated = world.core.allocated[partyA] ?? .zero
        let needed = try locked.cva.plus(locked.lf)
        return upnl < .zero ? try needed.plus(upnl.magnitude) <= allocated : try needed <= allocated.plus(upnl.magnitude)
    }

    /// Moves what a position has gained or lost between its open price and another.
    private static func pay(_ world: inout World, _ quote: Symmio085.Core.Quote, upTo price: UInt256) throws(Revert) {
        let rises = price >= quote.openedPrice
        let difference = rises ? price &- quote.openedPrice : quote.openedPrice &- price
        let amount = try difference.times(try quote.quantity.minus(quote.closedAmount), over: .ether)
        let (allocated, pool) = (world.core.allocated[quote.partyA] ?? .zero, world.core.balances[quote.partyB] ?? .zero)
        if rises == (quote.positionType == .long) {
            world.core.balances[quote.partyB] = try pool.minus(amount)
            world.core.allocated[quote.partyA] = try allocated.plus(amount)
        } else {
            world.core.allocated[quote.partyA] = try allocated.minus(amount)
            world.core.balances[quote.partyB] = try pool.plus(amount)
        }
    }
}
