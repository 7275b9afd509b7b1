import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSolver

/// `POST /instant_trade/execute-operation`: what the solver sends at its own cost, and waits for.
extension SandboxSolver {
    /// How many attempts an account has in a day (UTC).
    static let executionsPerDay = 5

    /// What is to be sent, as it was asked for.
    private struct Execution {
        let action: String
        let account: Address
        let callData: Bytes

        init(_ request: ServerRequest) throws(JSONFieldError) {
            let body = try RequestBody(request)
            let named = try body.member("action")
            action = try named.text()
            switch (try body.optional("operation"), try body.optional("delegation")) {
            case (nil, let delegation?):
                guard action == "delegate_access_for_session_key" else { throw named.fault("'\(action)' is not done by a delegation") }
                let signed = try SignedDelegation(json: delegation.value)
                account = signed.delegation.delegationInfo.account.addr
                callData = signed.grantCall.encoded()
            case (let operation?, nil):
                let signed = try SignedInstantOperation(json: operation.value)
                let expected: Selector
                switch action {
                case "add_margin": expected = Symmio085.AccountLayer.Calls.AddMargin.selector
                case "remove_margin": expected = Symmio085.AccountLayer.Calls.RemoveMargin.selector
                default: throw named.fault("'\(action)' is none that an operation does: add_margin, remove_margin")
                }
                guard (try? ABI.selector(of: signed.operation.callData)) == expected else {
                    throw operation.fault("the call is not the one that \(action) stands for")
                }
                account = signed.operation.signerAccount.addr
                callData = ExecuteBatch([signed]).encoded()
            default: throw body.fault("exactly one of 'operation' and 'delegation' is expected")
            }
        }
    }

    /// Sends an operation and answers once it is mined.
    func execute(_ request: ServerRequest) async throws(SolverFailure) -> JSONValue {
        let execution: Execution
        do throws(JSONFieldError) {
            execution = try Execution(request)
        } catch {
            throw .make(3000, detail: error.description)
        }
        let client = chain.client()
        let message = CallMessage(from: desk.operatorSigner.address, to: deployment.contracts.instantLayer, data: execution.callData)
        do throws(ChainError) {
            // What would revert is refused, and is no attempt.
            _ = try await client.call(message)
        } catch {
            throw SolverFailure(error)
        }
        let remaining = try countExecution(of: execution.account, on: await chain.now / 86_400)
        let receipt: Receipt
        do throws(ChainError) {
            receipt = try await client.send(message, using: desk.operatorSigner).wait(timeout: .seconds(5))
        } catch {
            throw SolverFailure(error)
        }
        return .object([
            "action": .string(execution.action), "partyA": .string(execution.account.checksummed),
            "transactionHash": .data(receipt.transactionHash), "blockHash": .data(receipt.blockHash),
            "blockNumber": .number(String(receipt.blockNumber)), "gasUsed": .number(receipt.gasUsed.description),
            "dailyRemaining": .number(String(remaining)),
        ])
    }

    /// Counts an attempt; gives how many are left.
    private func countExecution(of account: Address, on day: UInt64) throws(SolverFailure) -> Int {
        if executions.day != day { executions = (day, [:]) }
        let count = executions.counts[account, default: 0] + 1
        guard count <= Self.executionsPerDay else {
            var failure = SolverFailure(
                3016, detail: "\(Self.executionsPerDay) operations a day and account; the next day (UTC) begins at \((day + 1) * 86_400)")
            (failure.status, failure.category, failure.message) = (429, .rateLimit, "The account's operations of the day are used up")
            throw failure
        }
        executions.counts[account] = count
        return Self.executionsPerDay - count
    }
}
