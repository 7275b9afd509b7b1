import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// What the Instant Layer says of operations: nonces in order, how often one was executed, which templates there are.
@Suite(.timeLimit(.minutes(3)))
struct InstantLayerReadingTests {
    @Test(arguments: Release.allCases)
    func operationsInOrder(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let symmio = trading.client
            let position = try await trading.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: .one))
            // The operations of an open are in no order.
            #expect(try await symmio.nextNonce(of: account.subAccount) == 1)
            let factory = OperationFactory(deployment: account.deployment, solver: trading.solver.solver, signer: account.session)
            for (nonce, left) in [(UInt256(1), "0.6"), (2, "0.2")] {
                let next = try await symmio.nextNonce(of: position.account)
                #expect(next == nonce)
                let close = CloseOrder(
                    quoteId: position.quoteId, account: position.account, price: try Wad("2000"), quantity: try Wad("0.4"),
                    deadline: FlowAccount.start + 300)
                let signed = try await factory.sign(
                    InstantOperation(
                        close.call, target: account.deployment.contracts.symmioCore, account: position.account, signer: account.session.address,
                        nonce: next, deadline: UInt256(close.deadline), salt: SaltSource.system.next()))
                #expect(try await symmio.useCount(of: signed.operation) == .zero)
                try await trading.solver.close(CloseRequest(operations: [signed]))
                try await eventually("the close is executed") { try await symmio.useCount(of: signed.operation) == .one }
                #expect(try await trading.position(position.quoteId).openQuantity == (try Wad(left)))
                // The solver refuses what would break the order.
                await #expect(throws: ServiceError.self) { try await trading.solver.close(CloseRequest(operations: [signed])) }
            }
            #expect(try await symmio.nextNonce(of: account.subAccount) == 1)
        }
    }

    @Test(arguments: Release.allCases)
    func templatesByNameAndShape(release: Release) async throws {
        let account = try await FlowAccount(release)
        let templates = try await SymmioClient(account.deployment, chain: account.chain).operationTemplates()
        #expect(try OperationTemplate.find(.instantOpen, in: templates).isActive)
        #expect(try OperationTemplate.find(.instantClose, in: templates).isActive)
        #expect(Set(templates.map(\.id)).count == templates.count)
        await account.sandbox.stop()
    }
}
