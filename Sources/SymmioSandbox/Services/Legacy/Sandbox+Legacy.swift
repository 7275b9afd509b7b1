import Symmio

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Sandbox {
    /// Sets how long the older flow's solver takes to act on the orders that it takes from now on.
    public func setLegacyLatency(_ latency: Duration) async { await legacySolver.setLatency(latency) }

    /// Whether contract wallets can sign in at the older flow's solver: not all solvers ask a contract for its word (ERC-1271).
    public func setLegacyTakesContracts(_ isOn: Bool) async { await legacySolver.setTakesContracts(isOn) }

    static func legacyDeployment(
        _ options: Options, base: String, addresses: SandboxAddresses, prices: Deployment.PricesEndpoint?
    ) throws -> LegacyDeployment {
        guard let url = URL(string: "http://\(base)/legacy"), let handler = URL(string: "http://\(base)/legacy/coh/api/v4"),
            let gateway = URL(string: "http://\(base)/legacy/muon/1/")
        else {
            throw ServerError.cannotStart
        }
        return LegacyDeployment(
            name: "Sandbox, release 0.8.4", chainId: options.world.chainId, symmioCore: addresses.legacy.core,
            multiAccount: addresses.legacy.multiAccount,
            collateral: .init(address: addresses.collateral, decimals: options.world.collateralDecimals), partyB: addresses.legacy.solver,
            solverURL: url, prices: prices, conditionalOrders: .init(baseURL: handler, appName: "SANDBOX"), muon: .init(gateways: [gateway]))
    }
}
