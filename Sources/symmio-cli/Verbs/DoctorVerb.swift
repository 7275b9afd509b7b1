import EVMClient
import EVMCore
import Foundation
import Symmio
import SymmioContracts

/// `symmio doctor`: whether a deployment is what it says and all of it answers.
enum DoctorVerb {
    static let verb = Verb(
        name: "doctor", summary: "Check a deployment: chain, code, release, clock, endpoints, and an account's binding and delegations",
        details: """
            Signs nothing and sends nothing. With --account the sub-account's binding and balance are looked at too, with --key or a session
            key what that key may do. The exit code is 1 where something is wrong.
            """,
        options: CommonOptions.deployment + CommonOptions.account + CommonOptions.session + [
            Option("--key", "ADDRESS", "The session key's address, where the key itself is elsewhere")
        ]
    ) { invocation in
        let setting = try Setting(invocation)
        let results = try await invocation.console.waiting("Checking \(setting.deployment.name)") { () -> [Finding] in
            var findings = [Finding("deployment", true, "\(setting.deployment.name), release \(setting.deployment.release.rawValue)")]
            findings += await chain(setting)
            findings += await services(setting)
            findings += try await account(setting, invocation.arguments)
            return findings
        }
        var table = Table(["check", "", "found"])
        for finding in results { table.add([finding.name, finding.isGood ? "ok" : "WRONG", finding.detail]) }
        let wrong = results.filter { !$0.isGood }.count
        invocation.console.result(
            [
                "ok": .bool(wrong == 0),
                "checks": .array(results.map { ["name": .string($0.name), "ok": .bool($0.isGood), "found": .string($0.detail)] }),
            ], table.text)
        if wrong > 0 { throw Failure("\(wrong) of \(results.count) checks failed", isInResult: true) }
    }

    private struct Finding: Sendable {
        let name: String
        let isGood: Bool
        let detail: String

        init(_ name: String, _ isGood: Bool, _ detail: String) {
            self.name = name
            self.isGood = isGood
            self.detail = detail
        }
    }

    /// More than a clock may be off before deadlines and expiries mean something else than was meant.
    private static let mostSkew: UInt64 = 120

    // MARK: The chain

    private static func chain(_ setting: Setting) async -> [Finding] {
        let symmio = setting.symmio
        var found: [Finding] = []
        do throws(SymmioError) {
            let mismatches = try await symmio.findings()
            found += mismatches.map { Finding(name(of: $0), false, "\($0)") }
            if mismatches.isEmpty {
                found.append(Finding("chain", true, "\(setting.deployment.chainId)"))
                found.append(Finding("contracts", true, "code at every address, release and signing domain as stated"))
            }
        } catch {
            return [Finding("chain", false, "\(error)")]
        }
        do throws(SymmioError) {
            let time = try await symmio.now()
            let here = UInt64(max(0, Date().timeIntervalSince1970))
            let skew = time > here ? time - here : here - time
            let words =
                skew <= 2
                ? "the chain's and this machine's agree" : "the latest block is \(Words.duration(skew)) \(time > here ? "ahead of" : "behind") this machine"
            found.append(Finding("clock", skew <= mostSkew, words))
        } catch {
            found.append(Finding("clock", false, "\(error)"))
        }
        found.append(selectors("session selectors") { () throws(DeploymentError) in try setting.deployment.sessionSelectors() })
        if setting.deployment.conditionalOrders != nil {
            found.append(selectors("bot selectors") { () throws(DeploymentError) in try setting.deployment.tpslBotSelectors() })
        }
        return found
    }

    private static func selectors(_ name: String, _ read: () throws(DeploymentError) -> [Selector]) -> Finding {
        do throws(DeploymentError) {
            return Finding(name, true, try read().map { "\($0)" }.joined(separator: " "))
        } catch {
            return Finding(name, false, "\(error)")
        }
    }

    private static func name(of mismatch: DeploymentMismatch) -> String {
        switch mismatch {
        case .chain: "chain"
        case .noCode: "code"
        case .release: "release"
        case .domain: "signing domain"
        case .otherContract, .notTheContract: "contracts"
        case .decimals: "collateral"
        }
    }

    // MARK: Services

    private static func services(_ setting: Setting) async -> [Finding] {
        let deployment = setting.deployment
        // An endpoint that does not answer is what is to be found out, not waited for.
        let options = ServiceOptions(retry: RetryPolicy(attempts: 2), timeout: .seconds(10))
        return await withTaskGroup(of: [Finding].self) { group in
            for solver in deployment.solvers {
                group.addTask {
                    [
                        await asked("solver \(solver.baseURL.absoluteString.shownAsURL)") { () async throws(ServiceError) in
                            let client = SolverClient(solver, style: deployment.style, options: options)
                            return "\(solver.kind.rawValue), \(try await client.markets().count) markets"
                        }
                    ]
                }
            }
            if let endpoint = deployment.conditionalOrders {
                group.addTask {
                    let client = ConditionalOrdersClient(endpoint, options: options)
                    return [
                        await asked("TP/SL handler \(endpoint.baseURL.absoluteString.shownAsURL)") { () async throws(ServiceError) in
                            let spec = try await client.signingSpec()
                            do throws(SigningSpecError) {
                                try spec.checkOrder(for: deployment)
                                return "answers; wants signed what this program signs"
                            } catch {
                                return "answers, but orders could not be signed: \(error)"
                            }
                        }, await socket("TP/SL socket", endpoint.socket),
                    ]
                }
            }
            for (index, gateway) in (deployment.muon?.gateways ?? []).enumerated() {
                // They may be told apart by nothing but their paths, which are not shown.
                group.addTask { [await DoctorVerb.gateway(gateway, named: "oracle \(index + 1)", setting, options)] }
            }
            for endpoint in [deployment.notifications].compactMap(\.self) + deployment.solvers.compactMap(\.notifications) {
                group.addTask {
                    let client = NotificationSearchClient(endpoint, options: options)
                    return [
                        await asked("notification search \(endpoint.searchURL.absoluteString.shownAsURL)") { () async throws(ServiceError) in
                            _ = try await client.search(account: deployment.contracts.symmioCore, size: 1)
                            return "answers"
                        }, await socket("notification socket", endpoint.socket),
                    ]
                }
            }
            if let endpoint = deployment.prices {
                group.addTask {
                    let isHealthy = await PriceClient(endpoint, options: options).isHealthy()
                    return [
                        Finding("prices \(endpoint.baseURL.absoluteString.shownAsURL)", isHealthy, isHealthy ? "answers" : "does not say that it is well"),
                        await socket("price socket", endpoint.socket),
                    ]
                }
            }
            var found: [Finding] = []
            for await one in group { found += one }
            return found.sorted { $0.name < $1.name }
        }
    }

    private static func asked(_ name: String, _ ask: () async throws(ServiceError) -> String) async -> Finding {
        do throws(ServiceError) {
            return Finding(name, true, try await ask())
        } catch {
            return Finding(name, false, "\(error)")
        }
    }

    /// Whether a gateway of the oracle signs what the core takes. The core stands for an account: it has no positions.
    private static func gateway(_ url: URL, named name: String, _ setting: Setting, _ services: ServiceOptions) async -> Finding {
        let core = setting.deployment.contracts.symmioCore
        let place = MuonMessage.Place(core: core, chainId: UInt256(setting.deployment.chainId))
        // How old a block is says the clock's check; a signature is measured against this machine's clock only coarsely.
        let muon = MuonClient(gateways: [url], place: place, options: MuonOptions(services: services, maximumAge: 3_600, clockTolerance: .max))
        let name = "\(name) \(url.absoluteString.shownAsURL)"
        let attestation: MuonAttestation<Symmio085.Core.SingleUpnlSig>
        do throws(MuonError) {
            attestation = try await muon.upnl(ofPartyA: core)
        } catch {
            guard case .allGatewaysFailed(_, let failures) = error, let reason = failures.first?.reason else { return Finding(name, false, "\(error)") }
            return Finding(name, false, "\(reason)")
        }
        do throws(SymmioError) {
            try await setting.symmio.verify(attestation)
            return Finding(name, true, "signs, and the core takes it")
        } catch {
            return Finding(name, false, "signs, but \(error)")
        }
    }

    private static func socket(_ name: String, _ url: URL) async -> Finding {
        do throws(SocketError) {
            let connection = try await SystemSockets().connect(to: url)
            await connection.close()
            return Finding("\(name) \(url.absoluteString.shownAsURL)", true, "opens")
        } catch {
            return Finding("\(name) \(url.absoluteString.shownAsURL)", false, "\(error)")
        }
    }

    // MARK: The account

    private static func account(_ setting: Setting, _ arguments: Arguments) async throws -> [Finding] {
        guard arguments["--account"] != nil || Environment["SYMMIO_ACCOUNT"] != nil else { return [] }
        let account = try await setting.account()
        let hasKey = arguments["--key"] != nil || KeySource.session.isGiven(arguments)
        let key = hasKey ? try await setting.sessionAddress() : nil
        do throws(SymmioError) {
            let accounts = setting.symmio.accounts
            let detail = try await accounts.account(account)
            let binding = try await accounts.binding(of: account)
            let balances = try await accounts.balances(of: account)
            var isBound = false
            if case .bound(let solver) = binding { isBound = setting.deployment.solvers.contains { $0.address == solver } }
            // An account that trades itself may do with the oracle instead.
            if case .none = binding, detail.isolationType == .custom { isBound = setting.deployment.muon != nil }
            var found = [
                Finding("sub-account", true, "\(detail.name), of \(detail.owner)"), Finding("binding", isBound, AccountVerbs.words(binding)),
                Finding(
                    "balance", balances.available > .zero || balances.allocated > .zero,
                    "\(balances.available) available, \(balances.allocated) allocated"),
            ]
            if let key { found.append(delegation("session key", try await setting.symmio.sessions.status(of: key, for: account))) }
            if let bot = try await setting.symmio.sessions.botStatus(for: account) { found.append(delegation("TP/SL bot", bot)) }
            return found
        } catch {
            return [Finding("sub-account", false, "\(error)")]
        }
    }

    private static func delegation(_ name: String, _ status: DelegationStatus) -> Finding {
        let until = status.expiry.map { "until \(Words.time($0))" } ?? "nothing is granted"
        return Finding(name, status.isComplete, status.isComplete ? "delegated, \(until)" : status.check.explanation ?? until)
    }
}
