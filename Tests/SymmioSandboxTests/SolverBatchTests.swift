import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

extension SolverTests {
    /// The bytes that a solver sends, put together a second time here: by the signatures in the facts and an encoder that knows no generated type.
    @Suite(.timeLimit(.minutes(3)))
    struct BatchTests {
        private static let schnorr = "(uint256,address,address)"
        private static let single = "(bytes,uint256,int256,bytes,\(schnorr))"
        private static let pair = "(bytes,uint256,int256,int256,uint256,bytes,\(schnorr))"
        private static let operation = "(address,address,bytes,(address,bool),(uint256,uint256,address)[],uint256,(uint256,uint256,bytes32))"

        private static var zeroSchnorr: DynamicABIValue { .tuple([.uint(.zero), .address(.zero), .address(.zero)]) }
        private static var zeroSingle: DynamicABIValue {
            .tuple([.bytes(Bytes()), .uint(.zero), .int(.zero), .bytes(Bytes()), zeroSchnorr])
        }
        private static var zeroPair: DynamicABIValue {
            .tuple([.bytes(Bytes()), .uint(.zero), .int(.zero), .int(.zero), .uint(.zero), .bytes(Bytes()), zeroSchnorr])
        }

        private func call(_ signature: String, selector: String, _ values: [DynamicABIValue]) throws -> Bytes {
            let data = try ABI.encode(values, for: try ABISignature(parsing: signature))
            #expect(Bytes(data.prefix(4)).hex == selector, "\(signature)")
            return data
        }

        private func value(_ operation: InstantOperation) -> DynamicABIValue {
            .tuple([
                .address(operation.signer), .address(operation.target), .bytes(operation.callData),
                .tuple([.address(operation.signerAccount.addr), .bool(operation.signerAccount.isPartyB)]),
                .array(
                    operation.flexFields.map { .tuple([.uint($0.offset), .uint($0.length), .address($0.authorizedFlexFiller)]) }),
                .uint(operation.maxUses),
                .tuple([
                    .uint(operation.replayAttackHeader.nonce), .uint(operation.replayAttackHeader.deadline),
                    .fixedBytes(operation.replayAttackHeader.salt.bytes),
                ]),
            ])
        }

        private func execution(_ template: UInt64, _ batch: ExecuteTemplate) throws -> Bytes {
            func lists(_ lists: [[Bytes]]) -> DynamicABIValue { .array(lists.map { .array($0.map { .bytes($0) }) }) }
            return try call(
                "executeTemplate(uint256,\(Self.operation)[],bytes[],bytes[][],bytes[][])", selector: "0xadc33a88",
                [
                    .uint(UInt256(template)), .array(batch.signedOps.map { value($0) }), .array(batch.signatures.map { .bytes($0) }), lists(batch.fills),
                    lists(batch.flexFillerSignatures),
                ])
        }

        /// What a solver's own operation has to be, beside its call.
        private func checkOwn(_ bench: SolverBench, _ operation: InstantOperation, signature: Bytes, deadline: UInt256) throws {
            #expect(operation.signer == bench.solver)
            #expect(operation.signerAccount.addr == bench.solver)
            #expect(operation.signerAccount.isPartyB)
            #expect(operation.target == bench.deployment.contracts.symmioCore)
            #expect(operation.maxUses == .one)
            #expect(operation.replayAttackHeader.nonce == .zero)
            #expect(operation.replayAttackHeader.deadline == deadline)
            #expect(operation.flexFields.isEmpty)
            // ERC-1271: the contract's key signs over the operation that names the contract.
            let recovered = try Signature(signature).recoverAddress(digest: operation.digest(for: bench.deployment.instantLayerDomain))
            #expect(recovered == bench.flow.sandbox.solverSigner.address)
        }

        @Test(arguments: Release.allCases, [true, false])
        func opening(release: Release, withMargin: Bool) async throws {
            try await withBench(release) { bench in
                let order = try await bench.order()
                var request = try await bench.request(order)
                if !withMargin {
                    // The margin is there already.
                    let amount = try Wad("300").units
                    let add = AddMarginToNextVA(subAccount: bench.flow.subAccount, isolationType: .marketLong, symbolId: 2, amount: amount)
                    _ = try await bench.flow.chain.send(add, to: bench.deployment.contracts.accountLayer, using: bench.flow.wallet).wait()
                    request.addMargin = nil
                }
                let taken = try await bench.desk.take(request)
                let batch = taken.batch.call
                let traders = withMargin ? 2 : 1
                #expect(batch.signedOps.count == traders + 2)
                // The trader's operations and signatures are passed on as they came, in the template's order.
                for (index, signed) in [request.addMargin, request.sendQuote].compactMap({ $0 }).enumerated() {
                    #expect(batch.signedOps[index].structHash() == signed.operation.structHash())
                    #expect(batch.signatures[index] == signed.signature)
                }
                let lock = try call("lockQuote(uint256,\(Self.single))", selector: "0xca6b88de", [.uint(.zero), Self.zeroSingle])
                let open = try call(
                    "openPosition(uint256,uint256,uint256,\(Self.pair))", selector: "0xfa59fbe8",
                    [.uint(.zero), .uint(try Wad("0.5").units), .uint(try Wad("2500").units), Self.zeroPair])
                #expect(batch.signedOps[traders].callData == lock)
                #expect(batch.signedOps[traders + 1].callData == open)
                for index in traders..<(traders + 2) {
                    try checkOwn(bench, batch.signedOps[index], signature: batch.signatures[index], deadline: UInt256(order.deadline))
                }
                #expect(batch.signedOps[traders].replayAttackHeader.salt != batch.signedOps[traders + 1].replayAttackHeader.salt)
                #expect(batch.encoded() == (try execution(withMargin ? 0 : 3, batch)))

                // Insertion at the first byte after the selector, from the quote's operation, the first word of its result.
                let held = try await bench.flow.chain.read(
                    Symmio085.InstantLayer.Calls.GetTemplate(templateId: UInt256(withMargin ? 0 : 3 as UInt64)),
                    from: bench.deployment.contracts.instantLayer)
                let source = UInt256(UInt64(traders - 1))
                for operation in held.operations.suffix(2) {
                    #expect(operation.insertionPoints == [.zero])
                    #expect(operation.sourceIndices == [source])
                    #expect(operation.sourceOffsets == [.zero])
                }
                let wire = ResultWire(insertionPoint: 0, source: source, resultOffset: 0)
                #expect(taken.batch.template.shape.wires.suffix(2) == [[wire], [wire]])
                guard case .done(let position) = await bench.desk.carryOut(taken) else { throw FlowFailure("not opened") }
                #expect(position.quoteId == .one)
            }
        }

        @Test(arguments: Release.allCases)
        func closing(release: Release) async throws {
            try await withBench(release) { bench in
                let taken = try await bench.desk.take(try await bench.request(try await bench.order(.short)))
                guard case .done(let position) = await bench.desk.carryOut(taken) else { throw FlowFailure("not opened") }
                let deadline = await bench.chain.now + 60
                let request = try await bench.factory.close([
                    CloseOrder(quoteId: position.quoteId, account: position.account, price: try Wad("2600"), quantity: try Wad("0.5"), deadline: deadline)
                ])
                let batch = try #require(try await bench.desk.take(request).first).batch.call
                #expect(batch.signedOps.count == 2)
                #expect(batch.signedOps[0].structHash() == request.operations[0].operation.structHash())
                #expect(batch.signatures[0] == request.operations[0].signature)
                let fill = try call(
                    "fillCloseRequest(uint256,uint256,uint256,\(Self.pair))", selector: "0xe0020899",
                    [.uint(position.quoteId), .uint(try Wad("0.5").units), .uint(try Wad("2500").units), Self.zeroPair])
                #expect(batch.signedOps[1].callData == fill)
                try checkOwn(bench, batch.signedOps[1], signature: batch.signatures[1], deadline: UInt256(deadline))
                #expect(batch.encoded() == (try execution(1, batch)))
            }
        }

        /// The older path: one transaction of the PartyB contract, the trader's call through MultiAccount and its own calls of the core.
        @Test func delegatedCalls() throws {
            let (core, accounts) = (Address(hash: keccak256(utf8: "core")), Address(hash: keccak256(utf8: "accounts")))
            let (trader, solver) = (Address(hash: keccak256(utf8: "trader")), Address(hash: keccak256(utf8: "solver")))
            let calls = DelegatedCalls(core: core, multiAccount: accounts)
            let none = BoundOnly()
            let (lock, pair) = (
                none.lockSignature(account: trader, solver: solver, now: 0),
                none.pairSignature(account: trader, solver: solver, symbolId: 1, mark: .one, now: 0)
            )
            let zero = Symmio084.Core.SchnorrSign(signature: .zero, owner: .zero, nonce: .zero)
            let quote = Symmio084.Core.Calls.SendQuoteWithAffiliate(
                partyBsWhiteList: [solver], symbolId: 3, positionType: .short, orderType: .market, price: 7, quantity: 11, cva: 1, lf: 2, partyAmm: 3,
                partyBmm: 4, maxFundingRate: 200, deadline: 99, affiliate: .zero,
                upnlSig: .init(reqId: Bytes([1]), timestamp: 5, upnl: -6, price: 7, gatewaySignature: Bytes(), sigs: zero))

            let word = "uint256"
            let quoteTypes = (Array(repeating: word, count: 8)).joined(separator: ",")
            let sent = try call(
                "sendQuoteWithAffiliate(address[],uint256,uint8,uint8,\(quoteTypes),address,(bytes,uint256,int256,uint256,bytes,\(Self.schnorr)))",
                selector: "0x40f1310c",
                [
                    .array([.address(solver)]), .uint(3), .uint(1), .uint(1), .uint(7), .uint(11), .uint(1), .uint(2), .uint(3), .uint(4), .uint(200),
                    .uint(99), .address(.zero),
                    .tuple([.bytes(Bytes([1])), .uint(5), .int(-6), .uint(7), .bytes(Bytes()), Self.zeroSchnorr]),
                ])
            let locked = try call("lockQuote(uint256,\(Self.single))", selector: "0xca6b88de", [.uint(42), Self.zeroSingle])
            let opened = try call(
                "openPosition(uint256,uint256,uint256,\(Self.pair))", selector: "0xfa59fbe8", [.uint(42), .uint(11), .uint(6), Self.zeroPair])
            let through = try call("_call(address,bytes[])", selector: "0xbd367d8e", [.address(trader), .array([.bytes(sent)])])
            let expected = try call(
                "_multicastCall(address[],bytes[])", selector: "0x\(keccak256(utf8: "_multicastCall(address[],bytes[])").hex.dropFirst(2).prefix(8))",
                [.array([.address(accounts), .address(core), .address(core)]), .array([.bytes(through), .bytes(locked), .bytes(opened)])])
            #expect(calls.open(quote, as: trader, quoteId: 42, at: Wad(units: 6), lock: lock, pair: pair).encoded() == expected)

            let request = RequestToClosePosition(quoteId: 42, closePrice: 8, quantityToClose: 11, orderType: .market, deadline: 100)
            let asked = try call(
                "requestToClosePosition(uint256,uint256,uint256,uint8,uint256)", selector: "0x501e891f",
                [.uint(42), .uint(8), .uint(11), .uint(1), .uint(100)])
            let filled = try call(
                "fillCloseRequest(uint256,uint256,uint256,\(Self.pair))", selector: "0xe0020899", [.uint(42), .uint(11), .uint(9), Self.zeroPair])
            let close = calls.close(request, as: trader, at: Wad(units: 9), pair: pair)
            #expect(close.destAddresses == [accounts, core])
            #expect(close.callDatas[0] == (try call("_call(address,bytes[])", selector: "0xbd367d8e", [.address(trader), .array([.bytes(asked)])])))
            #expect(close.callDatas[1] == filled)
            // The two halves by themselves.
            #expect(calls.call(as: trader, [request]).encoded() == close.callDatas[0])
            #expect(calls.call(asSolver: [Symmio084.Core.Calls.UnlockQuote(quoteId: 42)]).encoded().prefix(4) == Bytes([0xca, 0x9d, 0x9c, 0x9d])[...])
        }

        /// What a solver reports is what a client reads, in the envelope and under the names of the notification service.
        @Test func reports() async throws {
            try await withBench { bench in
                let taken = try await bench.desk.take(try await bench.request(try await bench.order()))
                let reports = OpenReports(taken.judged, temporaryId: -7)
                let now = await bench.chain.now
                func sent(_ report: SolverNotification) throws -> SolverNotification {
                    let frame = report.frame(channel: "a channel")
                    #expect(frame["app_name"] == "a channel")
                    #expect(frame["type"] == "report")
                    #expect(frame["address"]?.string == bench.flow.subAccount.checksummed)
                    let read = try #require(try SolverNotification.parse(frame: frame.text.utf8))
                    #expect(read == report)
                    return read
                }
                let priced = try sent(reports.priced(at: now))
                #expect(priced.isPriced)
                #expect(priced.tempQuoteId == -7)
                guard case .done(let position) = await bench.desk.carryOut(taken) else { throw FlowFailure("not opened") }
                let anchor = try sent(reports.opened(position, at: now))
                #expect(anchor.isAnchor)
                #expect(anchor.quoteId == 1)
                #expect(anchor.virtualAccount == position.account)
                let failed = try sent(reports.failed(SolverFailure(3005, detail: "why"), at: now))
                #expect(failed.isFailure)
                #expect(failed.isAlert)
                #expect(failed.errorCode == 3005)
                #expect(failed.failureMessage == "why")
                #expect(failed.failureType == "account_state")

                let request = try await bench.factory.close([
                    CloseOrder(quoteId: position.quoteId, account: position.account, price: try Wad("2400"), quantity: try Wad("0.5"), deadline: now + 60)
                ])
                let closing = try #require(try await bench.desk.take(request).first)
                let closeReports = CloseReports(closing.judged)
                #expect(try sent(closeReports.requested(at: now)).action == "InstantRequestToClosePosition")
                guard case .done(let closed) = await bench.desk.carryOut(closing) else { throw FlowFailure("not closed") }
                let last = try sent(closeReports.closed(closed, at: now))
                #expect(last.isClosed)
                #expect(try last.filledClose == Wad("0.5"))
                #expect(try sent(closeReports.failed(SolverFailure(3010), at: now)).isFailure)
            }
        }
    }
}
