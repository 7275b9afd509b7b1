import Symmio

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Sandbox {
    /// Sets how long the older flow's solver takes to act on the orders that it takes from now on.
    public func setLegacyLatency(_ latency: Duration) async { await legacySolver.setLatency(latency) }

    static func legacyDeployment(
        _ options: Options, base: String, addresses: SandboxAddresses, prices: Deployment.PricesEndpoint?
    ) throws -> LegacyDeployment {
        guard let url = URL(string: "http://\(base)/legacy"), let handler = URL(string: "http://\(base)/legacy/coh/api/v4") else {
            throw ServerError.cannotStart
        }
        return LegacyDeployment(
            name: "Sandbox, release 0.8.4", chainId: options.world.chainId, symmioCore: addresses.legacy.core,
            multiAccount: addresses.legacy.multiAccount,
            collateral: .init(address: addresses.collateral, decimals: options.world.collateralDecimals), partyB: addresses.legacy.solver,
            solverURL: url, prices: prices, conditionalOrders: .init(baseURL: handler, appName: "SANDBOX"))
    }
}
