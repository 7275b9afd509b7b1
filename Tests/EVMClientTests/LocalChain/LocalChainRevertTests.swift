import EVMClient
import EVMCore
import EVMSigning
import SymmioContracts
import Testing

/// Reverts of a real EVM, one in the other, become typed errors and sentences.
@Suite(.localChain, .timeLimit(.minutes(2))) struct LocalChainRevertTests {
    private var reverts: RevertDecoder {
        var reverts = RevertDecoder()
        reverts.add(errors: Symmio085.InstantLayer.Errors.all, functions: Faults.Calls.all)
        reverts.add(functions: Symmio085.ERC20.Calls.all)
        reverts.add(batch: Faults.Calls.Execute.self) { $0.calls }
        return reverts
    }

    private func revert(_ chain: LocalChain, _ call: some ContractCall) async throws -> Revert? {
        let (client, faults) = (chain.client(reverts: reverts), try chain.contract("faults"))
        let caller = try chain.signer().address
        return await failure { try await client.read(call, from: faults, as: caller) }?.revert
    }

    @Test func textsPanicsAndNothing() async throws {
        let chain = try await LocalChain()
        #expect(try await revert(chain, Faults.Calls.FailWithReason(reason: "Quote is expired"))?.message == "Quote is expired")
        let panic = try await revert(chain, Faults.Calls.FailWithPanic(code: 0x11))
        #expect(panic?.root?.kind == .panic)
        #expect(panic?.message.contains("overflow") == true)
        let none = try await revert(chain, Faults.Calls.FailWithoutData())
        #expect(none != nil && none?.data.isEmpty == true)
    }

    @Test func oneInTheOther() async throws {
        let chain = try await LocalChain()
        let token = try chain.contract("token")
        let transfer = Symmio085.ERC20.Calls.Transfer(to: token, amount: 1_000_000).encoded()
        let value = Faults.Calls.SetValue(amount: 5).encoded()
        let faults = try chain.contract("faults")
        let batch = Faults.Calls.Execute(targets: [faults, token], calls: [value, transfer])
        let revert = try #require(try await revert(chain, batch))
        #expect(revert.message == "operation 1 (transfer) reverted: ERC20: transfer amount exceeds balance")
        #expect(revert.error(Symmio085.InstantLayer.Errors.OperationFailed.self)?.operationIndex == 1)

        let deeper = Faults.Calls.Execute(targets: [faults], calls: [batch.encoded()])
        let levels = try #require(try await self.revert(chain, deeper))
        #expect(levels.levels.count == 3)
        #expect(levels.message == "operation 0 (execute) reverted: operation 1 (transfer) reverted: ERC20: transfer amount exceeds balance")
    }

    @Test func whatWouldRevertIsNotSent() async throws {
        let chain = try await LocalChain()
        let (client, signer, faults) = (chain.client(reverts: reverts), try chain.signer(), try chain.contract("faults"))
        let error = await failure { try await client.send(Faults.Calls.SetValueWhen(expected: 9, amount: 1), to: faults, using: signer) }
        guard case .reverted(let revert) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(revert.message == "Faults: value has changed")
        #expect(try await chain.count("eth_sendRawTransaction") == 0)
        #expect(try await client.send(Faults.Calls.SetValue(amount: 1), to: faults, using: signer).nonce == 0)
    }

    @Test func whatRevertedWhenMinedTellsWhy() async throws {
        let chain = try await LocalChain()
        let (client, signer, faults) = (chain.client(reverts: reverts), try chain.signer(), try chain.contract("faults"))
        try await chain.setAutomine(false)
        // Sound when it is tried; by the time that it is mined the other one has changed the value.
        let first = try await client.send(Faults.Calls.SetValue(amount: 7), to: faults, using: signer)
        let second = try await client.send(Faults.Calls.SetValueWhen(expected: 0, amount: 1), to: faults, using: signer)
        try await chain.mine()
        #expect(try await first.wait().succeeded)
        let error = await failure { try await second.wait() }
        guard case .send(.reverted(let receipt, let revert)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!receipt.succeeded && receipt.transactionHash == second.hash)
        #expect(revert.message == "Faults: value has changed")
        #expect(try await client.read(Faults.Calls.Value(), from: faults) == 7)
    }

    @Test func allGasUsed() async throws {
        let chain = try await LocalChain()
        let (client, signer, faults) = (chain.client(), try chain.signer(), try chain.contract("faults"))
        let options = SendOptions(gasLimit: 60_000, simulates: false)
        let sent = try await client.send(Faults.Calls.BurnGas(), to: faults, using: signer, options: options)
        let error = await failure { try await sent.wait() }
        #expect(error?.revert?.message.contains("all of its gas") == true, "\(String(describing: error))")
    }
}
