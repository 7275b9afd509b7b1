import EVMClient
import EVMCore
import Foundation

/// Through which endpoint a command reaches the chain.
struct NodeSetting {
    let endpoint: Endpoint
    let options: ChainOptions

    /// - Parameter stated: What the deployment's file names; an option and the environment go before it.
    init(_ arguments: Arguments, chainId: UInt64, stated: String?) throws {
        guard let text = arguments["--rpc"] ?? Environment["SYMMIO_RPC"] ?? stated else {
            throw UsageError("say which endpoint of chain \(chainId): --rpc URL, or set SYMMIO_RPC")
        }
        guard let endpoint = Endpoint(text), ["http", "https"].contains(endpoint.url.scheme?.lowercased()), endpoint.url.host?.isEmpty == false else {
            throw UsageError("--rpc: '\(text.shownAsURL)' is not an http or https URL")
        }
        var options = ChainOptions()
        if Self.isLocal(endpoint.url) { options.pollInterval = .milliseconds(50) }
        self.endpoint = endpoint
        self.options = options
    }

    /// Whether a service is on this machine, which answers at once: waiting two seconds for it would be time lost.
    static func isLocal(_ url: URL) -> Bool { ["127.0.0.1", "localhost", "::1"].contains(url.host) }
}
