import EVMClient
import EVMCore
import EVMSigning
import Foundation
import SymmioContracts
import Testing

@testable import Symmio

/// What is posted to open and to close, for both releases.
@Suite struct TradeRequestTests {
    static let uuid = "3f2c1a52-7c7e-4b57-9a55-0d3b1c2d4e5f"

    static func order(_ deployment: Deployment, _ signature: OpenOrder.UpnlSignature, solvers: [Address]? = nil) throws -> OpenOrder {
        OpenOrder(
            subAccount: Fixture.subAccount, isolation: .marketLong, symbolId: UInt256(7 as UInt64), position: .long, price: try wad("101.5"),
            quantity: try wad("2"), cva: try wad("0.1"), lf: try wad("0.2"), partyAmm: try wad("0.3"), partyBmm: try wad("0.4"), margin: try wad("25"),
            deadline: 1_900_000_000, solvers: try solvers ?? [deployment.solver().address], affiliate: deployment.contracts.affiliate,
            correlationId: uuid, upnlSignature: signature)
    }

    @Test func openOn085() async throws {
        let deployment = try Fixture.hyperEVM()
        let factory = OperationFactory(
            deployment: deployment, solver: try deployment.solver(), signer: Fixture.session, salts: Fixture.countingSalts())
        let order = try Self.order(deployment, .empty)
        let request = try await factory.open(order)
        let margin = try #require(request.addMargin).operation
        #expect(margin.target == deployment.contracts.accountLayer)
        #expect(margin.selector?.value == 0xa6d6_6852)
        let marginCall = try AddMarginToNextVA(decoding: margin.callData)
        #expect(marginCall.subAccount == Fixture.subAccount)
        #expect(marginCall.amount == (try wad("25").units))
        let quote = request.sendQuote.operation
        #expect(quote.target == deployment.contracts.symmioCore)
        #expect(quote.selector?.value == 0xa7f3_b34b)
        #expect(quote.flexFields.isEmpty)
        let call = try Symmio085.Core.Calls.SendQuoteWithAffiliateAndData(decoding: quote.callData)
        #expect(call.price == (try wad("101.5").units))
        #expect(call.orderType == .market)
        #expect(call.upnlSig.reqId.isEmpty)
        #expect(call.upnlSig.timestamp == .zero)
        #expect(CorrelationData.decode(call.data) == Self.uuid)
        for operation in [margin, quote] {
            #expect(operation.signerAccount.addr == Fixture.subAccount)
            #expect(operation.maxUses == .one)
            #expect(operation.replayAttackHeader.nonce == .zero)
            #expect(operation.replayAttackHeader.deadline == 1_900_000_000)
        }
        #expect(margin.replayAttackHeader.salt != quote.replayAttackHeader.salt)
        try request.sendQuote.verify(domain: deployment.instantLayerDomain)
        let json = request.json(numbers: deployment.style.numbers)
        #expect(json.contains(#""maxUses":"1""#))
        #expect(try OpenRequest(json: json.utf8).json(numbers: .strings) == json)
    }

    @Test func openOn086() async throws {
        let deployment = try Fixture.arbitrum()
        let solver = try deployment.solver()
        let factory = OperationFactory(deployment: deployment, solver: solver, signer: Fixture.session)
        var order = try Self.order(deployment, .placeholder(timestamp: 1_800_000_000))
        order.feeCaps = .init(open: try wad("0.0005"), close: try wad("0.0003"))
        let request = try await factory.open(order)
        let quote = request.sendQuote.operation
        #expect(quote.selector?.value == 0x0ac3_0baf)
        let field = try #require(quote.flexFields.first)
        #expect(quote.flexFields.count == 1)
        #expect(field.offset == UInt256(576 as UInt64))
        #expect(field.length == UInt256(352 as UInt64))
        #expect(field.authorizedFlexFiller == solver.address)
        let call = try Symmio086.Core.Calls.SendQuote(decoding: quote.callData)
        #expect(call.solverFeeCaps.openRateCap == UInt256(500_000_000_000_000 as UInt64))
        #expect(call.solverFeeCaps.closeRateCap == UInt256(300_000_000_000_000 as UInt64))
        #expect(call.upnlSig.reqId == Bytes([UInt8](repeating: 0, count: 32)))
        #expect(call.upnlSig.timestamp == 1_800_000_000)
        #expect(call.upnlSig.price == (try wad("101.5").units))
        #expect(OpenOrder.SolverFeeCaps.standard.open.units == UInt256(10_000_000_000_000_000 as UInt64))
        #expect(request.json(numbers: deployment.style.numbers).contains(#""maxUses":1,"#))

        // A filler can put in a signature of the same length, and the call still decodes.
        var live = call.upnlSig
        live.reqId = Bytes([UInt8](repeating: 7, count: 32))
        live.upnl = -5
        let other = Symmio086.Core.Calls.SendQuote(
            partyBsWhiteList: call.partyBsWhiteList, symbolId: call.symbolId, positionType: call.positionType, orderType: call.orderType,
            price: call.price, quantity: call.quantity, cva: call.cva, lf: call.lf, partyAmm: call.partyAmm, partyBmm: call.partyBmm,
            deadline: call.deadline, affiliate: call.affiliate, upnlSig: live, data: call.data, solverFeeCaps: call.solverFeeCaps)
        let value = Bytes(other.encoded().array[580..<932])
        #expect(try quote.callData(filledWith: [FlexFill(value: value)]) == other.encoded())
    }

    /// The ladder of solver-services.md 8.
    @Test func flexRanges() throws {
        let hyper = try Fixture.hyperEVM()
        let arbitrum = try Fixture.arbitrum()
        func range(_ deployment: Deployment, _ signature: OpenOrder.UpnlSignature, _ solvers: [Address]? = nil) throws -> [UInt256] {
            let field = try Self.order(deployment, signature, solvers: solvers).sendQuoteCall(release: deployment.release).flexField(filler: .zero)
            return [field.offset, field.length]
        }
        let live = UpnlAndPriceSignature(
            reqId: Bytes([UInt8](repeating: 1, count: 66)), timestamp: .one, upnl: .one, price: .one,
            gatewaySignature: Bytes([UInt8](repeating: 1, count: 65)),
            sigs: .init(signature: .one, owner: .zero, nonce: .zero))
        #expect(try range(hyper, .empty) == [512, 320])
        #expect(try range(hyper, .placeholder(timestamp: 1)) == [512, 352])
        #expect(try range(hyper, .placeholder(timestamp: 1), [.zero, .zero]) == [544, 352])
        #expect(try range(arbitrum, .placeholder(timestamp: 1)) == [576, 352])
        #expect(try range(hyper, .signed(live)) == [512, 512])
    }

    @Test func closeSignsForTheVirtualAccountOfEach() async throws {
        let orders = try (1...3).map {
            CloseOrder(
                quoteId: UInt256(UInt64($0)), account: Fixture.virtualAccount, price: try wad("99"), quantity: try wad("1.5"), deadline: 1_900_000_000)
        }
        for deployment in [try Fixture.hyperEVM(), try Fixture.arbitrum()] {
            let factory = OperationFactory(deployment: deployment, solver: try deployment.solver(), signer: Fixture.session)
            let request = try await factory.close(orders)
            #expect(request.operations.count == 3)
            for (order, signed) in zip(orders, request.operations) {
                #expect(signed.operation.signerAccount.addr == Fixture.virtualAccount)
                #expect(signed.operation.selector?.value == 0x501e_891f)
                let call = try RequestToClosePosition(decoding: signed.operation.callData)
                #expect(call.quoteId == order.quoteId)
                #expect(call.orderType == .market)
                try signed.verify(domain: deployment.instantLayerDomain)
            }
            let json = request.json(style: deployment.style)
            #expect(json.hasPrefix(deployment.style.closeBody == .array ? "[{" : #"{"operations":[{"#))
            #expect(try CloseRequest(json: json.utf8).operations.map(\.signature) == request.operations.map(\.signature))
        }
    }

    /// abi.encode of a struct with one string, as eth-abi's encode(["(string)"], …) writes it.
    @Test func correlationData() {
        #expect(
            CorrelationData.encode("abc").hex == "0x"
                + "0000000000000000000000000000000000000000000000000000000000000020" + "0000000000000000000000000000000000000000000000000000000000000020"
                + "0000000000000000000000000000000000000000000000000000000000000003" + "6162630000000000000000000000000000000000000000000000000000000000")
        #expect(CorrelationData.decode(CorrelationData.encode("")) == "")
        #expect(CorrelationData.decode([1, 2, 3]) == nil)
    }

    @Test func isolationTypes() {
        #expect(SubAccountIsolation.marketDirection.virtualAccountIsolation(for: .short) == .marketShort)
        #expect(SubAccountIsolation.marketDirection.virtualAccountIsolation(for: .long) == .marketLong)
        #expect(SubAccountIsolation.market.virtualAccountIsolation(for: .short) == .market)
        #expect(SubAccountIsolation.position.virtualAccountIsolation(for: .long) == .position)
        #expect(SubAccountIsolation.custom.virtualAccountIsolation(for: .long) == nil)
    }
}
