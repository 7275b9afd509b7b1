#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension Deployment {
    /// The deployments that are compiled in, by identifier: the name of their file in `Specs/deployments`.
    public static let knownByIdentifier: [(identifier: String, deployment: Deployment)] = {
        let files: [(String, [UInt8])] = [
            ("arbitrum-0.8.6", PackageResources.arbitrum_0_8_6_json),
            ("arbitrum-staging-0.8.6", PackageResources.arbitrum_staging_0_8_6_json),
            ("base-0.8.5", PackageResources.base_0_8_5_json),
            ("hyperevm-0.8.5", PackageResources.hyperevm_0_8_5_json),
        ]
        // The files are part of the program and a test reads each: none is ever left out.
        return files.compactMap { file in (try? Deployment(json: Data(file.1))).map { (file.0, $0) } }
    }()

    /// The deployments that are compiled in.
    public static var known: [Deployment] { knownByIdentifier.map(\.deployment) }

    /// The deployment of that identifier (`hyperevm-0.8.5`) or name (`HyperEVM`), whatever the case of its letters.
    ///
    /// - Throws: ``DeploymentError/unknownName(_:known:)``.
    public init(named name: String) throws(DeploymentError) {
        let wanted = name.lowercased()
        let found = Self.knownByIdentifier.first { $0.identifier == wanted } ?? Self.knownByIdentifier.first { $0.deployment.name.lowercased() == wanted }
        guard let found else { throw .unknownName(name, known: Self.knownByIdentifier.map(\.identifier)) }
        self = found.deployment
    }
}
